/**
 * The log pipeline and the Cloud SIEM rules as Terraform resources, out of their API bodies.
 * @module
 */
import type { Json, JsonObject } from '../pack-files.js';
import { literal } from './terraform.js';

/** Variables and resources that stand beside the monitors. */
export interface TerraformPart {
  readonly variable: JsonObject;
  readonly resource: JsonObject;
}

/** Block of the provider for each type of processor. */
const BLOCKS: Readonly<Record<string, string>> = {
  'date-remapper': 'date_remapper',
  'attribute-remapper': 'attribute_remapper',
  'geo-ip-parser': 'geo_ip_parser',
  'category-processor': 'category_processor',
  'status-remapper': 'status_remapper',
  'string-builder-processor': 'string_builder_processor',
  // Of the API's two, this one reads a table instead of a list in the processor.
  'lookup-processor': 'reference_table_lookup_processor',
};

const escaped = (value: Json): Json => {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
};

const processor = ({ type, categories, ...rest }: JsonObject): JsonObject => {
  const name = type as string;
  const block = BLOCKS[name];
  if (block === undefined) throw new TypeError(`Terraform has no block for the processor ${name}`);
  return { [block]: [escaped({ ...rest, ...(categories === undefined ? {} : { category: categories }) })] };
};

/** The pipeline. Its place among other pipelines is `datadog_logs_pipeline_order`, which is the customer's. */
export const terraformPipeline = (pipeline: JsonObject): TerraformPart => {
  const { name, is_enabled, filter, processors } = pipeline;
  return {
    variable: {},
    resource: {
      datadog_logs_custom_pipeline: {
        ai_governance: {
          name: escaped(name ?? ''),
          is_enabled: is_enabled ?? true,
          filter: [filter ?? {}],
          processor: (processors as readonly JsonObject[]).map(processor),
        },
      },
    },
  };
};

const ruleName = ({ tags }: JsonObject, taken: Set<string>): string => {
  const tag = (tags as readonly string[]).find((one) => one.startsWith('rule:')) ?? 'rule:unnamed';
  const own = tag.slice('rule:'.length).replaceAll(/\W/g, '_');
  const name = taken.has(own) ? `${own}_2` : own;
  taken.add(name);
  return name;
};

/** The Cloud SIEM rules, made where they are asked for: they need that product. */
export const terraformSiemRules = (rules: readonly JsonObject[]): TerraformPart => {
  const taken = new Set<string>();
  return {
    variable: {
      cloud_siem: {
        type: 'bool',
        default: false,
        description: 'Whether Terraform makes the Cloud SIEM rules as well; needs Cloud SIEM',
      },
    },
    resource: {
      datadog_security_monitoring_rule_json: Object.fromEntries(
        rules.map((rule) => [
          ruleName(rule, taken),
          { count: '${var.cloud_siem ? 1 : 0}', json: literal(JSON.stringify(rule)) },
        ]),
      ),
    },
  };
};
