import { describe, expect, it } from 'vitest';
import { loadDashboards, parseDashboard } from '../../src/dashboards/parse.js';
import { splitColumns } from '../../src/dashboards/model.js';

const file = (panel: string): string =>
  `id: one\ntitle: One\ndescription: D\nversion: 1.0.0\npanels:\n  - id: a\n    title: A\n    description: D\n    chart: line\n${panel}`;

describe('dashboard files', () => {
  it('reads every dashboard of the package', () => {
    const dashboards = loadDashboards('dashboards');
    expect(dashboards.map(({ id }) => id)).toEqual(['agent_governance', 'pipeline_health']);
    const panels = dashboards[0]?.panels.map(({ id }) => id);
    expect(panels?.slice(0, 5)).toEqual([
      'tool_call_volume',
      'policy_violations',
      'top_users',
      'pipeline_latency',
      'recent_violations',
    ]);
  });

  it('counts each finished call once: the three outcomes, never the request', () => {
    const volume = loadDashboards('dashboards')[0]?.panels[0];
    expect(JSON.stringify(volume?.predicate)).not.toContain('requested');
    expect(JSON.stringify(volume?.predicate)).toContain('tool_call.blocked');
  });

  it.each([
    ['an unknown field to split by', '    split: agent.nope\n', /agent\.nope/],
    ['an array to split by', '    split: governance.policies_failed\n', /policies_failed/],
    ['text to sum', '    measure: { sum: agent.agent_id }\n', /agent\.agent_id/],
    ['a duration without unit', '    bucket: 60\n', /duration/],
    ['a rate without a bucket', '    measure: rate\n', /rate counts events per second of a bucket/],
    ['an unknown key', '    colour: red\n', /colour/],
    ['a percentile of 100', '    measure: { percentiles: governance.evaluation_ms, at: [100] }\n', /1 to 99/],
    ['a broken selection', '    select: { event_type|nomodifier: x }\n', /nomodifier/],
  ])('refuses %s with its place', (_, panel, message) => {
    expect(() => parseDashboard('one.yml', file(panel))).toThrowError(message);
    try {
      parseDashboard('one.yml', file(panel));
    } catch (error) {
      expect((error as { line?: number }).line).toBeGreaterThan(1);
    }
  });

  it('keeps two split columns of the same last name apart', () => {
    const dashboard = parseDashboard(
      'one.yml',
      file('    split: [identity.department, target.department, agent.role]\n'),
    );
    expect(splitColumns(dashboard.panels[0]!)).toEqual(['identity_department', 'target_department', 'role']);
  });
});
