import { describe, expect, it } from 'vitest';
import { terraformPipeline, terraformSiemRules } from '../../../src/pack/datadog/terraform-bodies.js';

describe('the pipeline for Terraform', () => {
  const processors = [
    {
      type: 'string-builder-processor',
      name: 'key',
      is_enabled: true,
      template: '%{agent.agent_id}|${x}',
      target: 'k',
    },
    {
      type: 'lookup-processor',
      name: 'scope',
      is_enabled: true,
      source: 'k',
      target: 'a',
      lookup_enrichment_table: 't',
    },
    {
      type: 'category-processor',
      name: 's',
      is_enabled: true,
      target: 's',
      categories: [{ name: 'info', filter: { query: '*' } }],
    },
  ];
  const { resource } = terraformPipeline({ name: 'p', is_enabled: true, filter: { query: 'service:a' }, processors });

  it('has a block for each processor, and text that Terraform does not read as an expression', () => {
    expect(resource['datadog_logs_custom_pipeline']).toEqual({
      ai_governance: {
        name: 'p',
        is_enabled: true,
        filter: [{ query: 'service:a' }],
        processor: [
          {
            string_builder_processor: [
              { name: 'key', is_enabled: true, template: '%%{agent.agent_id}|$${x}', target: 'k' },
            ],
          },
          {
            reference_table_lookup_processor: [
              { name: 'scope', is_enabled: true, source: 'k', target: 'a', lookup_enrichment_table: 't' },
            ],
          },
          {
            category_processor: [
              { name: 's', is_enabled: true, target: 's', category: [{ name: 'info', filter: { query: '*' } }] },
            ],
          },
        ],
      },
    });
  });

  it('refuses a processor that it has no block for', () => {
    expect(() => terraformPipeline({ processors: [{ type: 'grok-parser' }] })).toThrow(/grok-parser/);
  });
});

describe('Cloud SIEM rules for Terraform', () => {
  it('are whole bodies under names of their own, made only where asked for', () => {
    const rule = { name: 'a ${b}', tags: ['rule:p5-new.location'] };
    const { resource, variable } = terraformSiemRules([rule, { ...rule, name: 'c' }]);
    expect(variable).toMatchObject({ cloud_siem: { type: 'bool', default: false } });
    const made = resource['datadog_security_monitoring_rule_json'] as Record<string, { count: string; json: string }>;
    expect(Object.keys(made)).toEqual(['p5_new_location', 'p5_new_location_2']);
    expect(made['p5_new_location']).toEqual({
      count: '${var.cloud_siem ? 1 : 0}',
      json: '{"name":"a $${b}","tags":["rule:p5-new.location"]}',
    });
  });
});
