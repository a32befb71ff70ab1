/**
 * The smallest input that raises each issue code. `¦` stands where the issue must point and is taken out of the text.
 */

/** How the input is read. */
export type Reading = 'parse' | 'lint' | 'config' | 'load';

export interface IssueCase {
  readonly code: string;
  readonly text: string;
  /** Part of the mend. */
  readonly mend: string;
  /** Default: parse. `config`: the text is a configuration for TUNED; `load`: the text is a path or a lock. */
  readonly reading?: Reading;
  /** The file that reading needs beside the text. */
  readonly lock?: string;
}

const HEAD = 'title: t\nname: t\n';
const LOGSOURCE = 'logsource: {product: x}\n';
/** A detection of any taxonomy with one selection. */
const selection = (keys: string): string => `${HEAD}${LOGSOURCE}detection:\n  s: ${keys}\n  condition: s\n`;
const condition = (text: string): string => `${HEAD}${LOGSOURCE}detection:\n  s: {f: a}\n  condition: ${text}\n`;
const correlation = (body: string, more = ''): string => `${HEAD}${more}correlation: ${body}\n---\n${COUNTED}`;
const COUNTED = `title: a\nname: a\n${LOGSOURCE}detection:\n  s: {f: a}\n  condition: s\n`;
const COUNT = '{type: event_count, rules: [a], timespan: 10m, condition: {gte: 5}}';
const baseline = (condition: string, more = 'history: 7d'): string =>
  correlation(`{type: baseline, rules: [a], timespan: 1h, ${more}, condition: ${condition}}`);
const block = (text: string): string => `${condition('s')}agent_siem: ${text}\n`;
const test = (text: string): string => block(`{tests: ${text}}`);
const filter = (body: string, logsource = 'x'): string =>
  `title: f\nname: f\nlogsource: {product: ${logsource}}\nfilter: ${body}\n---\n${COUNTED}`;
/** A detection that is checked against the event schema. */
const own = (keys: string): string =>
  `${HEAD}taxonomy: agent-governance\n${LOGSOURCE}detection:\n  s: ${keys}\n  condition: s\n`;

const GOOD = `title: Good rule
id: 0e95725d-7320-415d-80f7-004da920fc11
name: good
description: d
taxonomy: agent-governance
logsource: {product: ai_agent}
tags: [owasp.asi02]
detection:
  s: {event_type: tool_call.blocked}
  condition: s
falsepositives: [some]
agent_siem:
  version: 1.0.0
  sources: [exporter]
  compliance: [SOC 2 CC7.2]
  parameters:
    hours: {path: detection.s.event_type}
  runbook: |
    1. Look.
  tests:
    - {name: fires, events: [{type: tool_call.blocked}], expect: 1}
    - {name: quiet, events: [{type: tool_call.failed}], expect: []}
    - {name: twin, events: [{type: tool_call.approved}], expect: 0}
`;
const EXCEPTION = `---
title: Exceptions
id: 1e95725d-7320-415d-80f7-004da920fc11
taxonomy: agent-governance
logsource: {product: ai_agent}
filter:
  rules: [good]
  known: {agent.agent_id: a}
  condition: not known
agent_siem:
  exception: {owner: o, reason: r, expires: 2027-01-01}
`;
const change = (text: string, from: string | RegExp, to: string): string => {
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
};
/** A rule in service with one thing changed. */
const good = (from: string | RegExp, to: string): string => change(GOOD, from, to);
const exception = (from: string | RegExp, to: string): string => `${GOOD}${change(EXCEPTION, from, to)}`;
const counting = (type: string, more: string): string =>
  `title: c\nid: 2e95725d-7320-415d-80f7-004da920fc11\nname: c\ntaxonomy: agent-governance\ncorrelation: {type: ${type}, rules: [calls], ${more}}\n---\ntitle: calls\nid: 3e95725d-7320-415d-80f7-004da920fc11\nname: calls\ntaxonomy: agent-governance\n${LOGSOURCE}detection:\n  s: {event_type: tool_call.blocked}\n  condition: s\n`;

/** The rule that configurations of the cases tune. */
export const TUNED = `title: r
name: r
id: 0e95725d-7320-415d-80f7-004da920fc11
correlation:
  type: event_count
  rules: [a]
  timespan: 10m
  condition: {gte: 5}
agent_siem:
  version: 1.0.0
  parameters:
    failures: {path: correlation.condition.gte, min: 2, max: 50}
---
${COUNTED}`;

/** Layers of correlations, each counting all of the one below. */
const layers = (depth: number, width: number): string =>
  Array.from({ length: depth * width }, (_, index) => {
    const layer = Math.floor(index / width);
    const below = Array.from({ length: width }, (__, n) => `l${String(layer - 1)}_${String(n)}`).join(', ');
    const rules = layer === 0 ? 'a' : below;
    return `title: x\nname: l${String(layer)}_${String(index % width)}\ncorrelation: {type: temporal, rules: [${rules}], timespan: 10m}\n---\n`;
  }).join('');

export const ISSUE_CASES: readonly IssueCase[] = [
  // The file
  { code: 'yaml.syntax', text: `${HEAD}a: ¦b: c\n`, mend: 'Quote values' },
  { code: 'yaml.duplicate-key', text: selection('{f: a, ¦f: b}'), mend: 'Remove one' },
  { code: 'yaml.key', text: `${HEAD}¦[a]: b\n${LOGSOURCE}`, mend: 'as text' },
  { code: 'yaml.merge', text: `${HEAD}¦<<: [a]\n`, mend: 'Merge a mapping' },
  { code: 'yaml.alias', text: selection('{f: ¦*nothing}'), mend: 'Write the value out' },
  {
    code: 'yaml.too-large',
    text: `¦${HEAD}# ${'x'.repeat(1_000_000)}`,
    mend: 'Split the file',
  },
  { code: 'yaml.too-deep', text: `a: ${'['.repeat(64)}¦${'['.repeat(6)}`, mend: 'Flatten it' },
  { code: 'yaml.type', text: condition('s').replace('title: t', 'title: ¦[t]'), mend: '`title: some text`' },
  { code: 'yaml.value', text: selection('{f: !!binary ¦aGVsbG8=}'), mend: 'in quotes' },
  { code: 'yaml.number', text: selection('{f: ¦9007199254740993}'), mend: 'in quotes' },
  { code: 'yaml.unknown-key', text: block('{version: 1.0.0, ¦runbok: x}'), mend: 'Known keys: version' },

  // The document
  { code: 'document.not-a-rule', text: `¦${HEAD}${LOGSOURCE}`, mend: 'exactly one of' },
  { code: 'document.collection', text: `${HEAD}¦action: global\n`, mend: 'a document of its own' },
  { code: 'metadata.title', text: `¦${LOGSOURCE}detection:\n  s: {f: a}\n  condition: s\n`, mend: 'Add `title:`' },
  { code: 'metadata.level', text: `level: ¦hihg\n${condition('s')}`, mend: 'medium, high' },
  { code: 'metadata.status', text: `status: ¦testing\n${condition('s')}`, mend: 'stable, test' },
  { code: 'metadata.date', text: `modified: ¦2024/02/30\n${condition('s')}`, mend: 'YYYY-MM-DD' },
  { code: 'metadata.related', text: `related: [{id: ¦x, type: derived}]\n${condition('s')}`, mend: 'id: <UUID>' },
  { code: 'metadata.tag', text: `tags: [¦Attack.T1059]\n${condition('s')}`, mend: 'lower case' },
  { code: 'metadata.taxonomy', text: `taxonomy: ¦agent_governance\n${condition('s')}`, mend: 'agent-governance' },
  { code: 'metadata.priority', text: block('{priority: ¦P7}'), mend: 'P1, P2' },
  { code: 'metadata.version', text: block('{version: ¦1.0}'), mend: '1.0.0' },
  {
    code: 'metadata.accept',
    text: block('{targets: {splunk: {accept: [¦{construct: duplicates}]}}}'),
    mend: 'reason: ...',
  },
  { code: 'logsource.missing', text: `¦${HEAD}detection:\n  s: {f: a}\n  condition: s\n`, mend: 'product: ai_agent' },
  { code: 'id.duplicate', text: `${COUNTED}---\n¦${COUNTED}`, mend: 'its own id and name' },

  // Detections
  { code: 'detection.empty', text: selection('¦{}'), mend: 'Give it a field' },
  { code: 'detection.field', text: selection("{¦'f ': a}"), mend: 'Remove the blank' },
  {
    code: 'detection.timeframe',
    text: `${HEAD}${LOGSOURCE}detection:\n  s: {f: a}\n  ¦timeframe: 5m\n  condition: s\n`,
    mend: 'correlation with `timespan:`',
  },
  { code: 'detection.nested', text: selection('{f: ¦{g: a}}'), mend: 'with dots' },
  { code: 'modifier.unknown', text: selection('{f|contians: a}').replace('contians', '¦contians'), mend: 'contains' },
  { code: 'modifier.combination', text: selection("{f|¦re|cidr: '10.0.0.0/8'}"), mend: 'two keys' },
  { code: 'modifier.encoding', text: selection('{f|base64: ¦a*}'), mend: 'put contains last' },
  { code: 'modifier.all-single', text: selection('{¦f|all: a}'), mend: 'Leave |all out' },
  { code: 'value.number', text: selection('{f|gt: ¦many}'), mend: 'Write a number' },
  { code: 'value.empty-part', text: selection("{f|contains: ¦''}"), mend: 'exists: true' },
  { code: 'value.boolean', text: selection('{f|exists: ¦perhaps}'), mend: 'true or false' },
  { code: 'value.time', text: selection('{f|hour: ¦24}'), mend: 'from 0 to 23' },
  { code: 'value.network', text: selection('{f|cidr: ¦10.0.0.0/33}'), mend: '10.0.0.0/8' },
  { code: 'value.field', text: selection("{f|fieldref: ¦''}"), mend: 'Name the field' },
  { code: 'value.duration', text: correlation(COUNT.replace('10m', '¦soon')), mend: '90m' },
  { code: 'value.null', text: selection('{f|contains: ¦null}'), mend: "Write ''" },
  { code: 'value.null-in-list', text: selection('{f: [a, ¦null]}'), mend: 'a selection of its own' },
  { code: 'value.empty-list', text: selection('{f: ¦[]}'), mend: 'Add a value' },
  { code: 'regex.unsupported', text: selection("{f|re: 'ab¦(?=c)'}"), mend: 'two selections' },
  { code: 'placeholder.unknown', text: selection("{f|expand: ¦'%admins%'}"), mend: 'under placeholders' },

  // Conditions
  { code: 'condition.missing', text: `${HEAD}${LOGSOURCE}detection:\n  ¦s: {f: a}\n`, mend: 'condition: selection' },
  { code: 'condition.invalid', text: condition('s and ¦or s'), mend: 'a and not' },
  { code: 'condition.unknown-selection', text: condition('s and not ¦t'), mend: 'Selections: s' },
  {
    code: 'condition.unknown-rule',
    text: correlation('{type: temporal, rules: [a], timespan: 5m, condition: a and ¦b}'),
    mend: 'Rules: a',
  },

  // Correlations and filters
  { code: 'correlation.type', text: correlation(COUNT.replace('event_count', '¦count')), mend: 'event_count' },
  { code: 'correlation.rules', text: correlation(COUNT.replace('[a]', '¦[]')), mend: 'rules: [my_rule]' },
  {
    code: 'correlation.timespan',
    text: correlation(`¦${COUNT.replace('timespan: 10m, ', '')}`),
    mend: 'timespan: 10m',
  },
  { code: 'correlation.threshold', text: correlation(COUNT.replace('gte: 5', 'gte: ¦x')), mend: 'gte: 5' },
  {
    code: 'correlation.field',
    text: correlation(`{type: value_count, rules: [a], timespan: 10m, condition: ¦{gte: 5}}`),
    mend: 'field: identity.source_ip',
  },
  {
    code: 'correlation.percentile',
    text: correlation(
      '{type: value_percentile, rules: [a], timespan: 10m, condition: {field: f, gte: 5, percentile: ¦101}}',
    ),
    mend: 'percentile: 95',
  },
  {
    code: 'correlation.alias',
    text: correlation(COUNT.replace('timespan', 'group-by: ¦[u], aliases: {u: {b: f}}, timespan')),
    mend: '`a: <field>`',
  },
  {
    code: 'correlation.group-by',
    text: counting('event_count', 'group-by: [¦tool_call.parameter_fields], timespan: 10m, condition: {gte: 5}'),
    mend: 'one value',
  },
  {
    code: 'correlation.never',
    text: correlation('{type: temporal, rules: [a], timespan: 10m, condition: ¦a and not a}'),
    mend: 'both wanted and excluded',
  },
  { code: 'correlation.incomplete', text: baseline('¦{floor: 20}'), mend: 'Add `sigma:`' },
  { code: 'correlation.history', text: baseline('{sigma: 3, floor: 1}', 'history: ¦90m'), mend: 'a multiple of 1h' },
  {
    code: 'correlation.zeros',
    text: baseline('{sigma: 3, floor: 1}', 'history: 7d, zeros: ¦some'),
    mend: 'leave the key out',
  },
  {
    code: 'correlation.lookup',
    text: correlation(
      '{type: lookup, rules: [a], lookup: t, timespan: 1d, condition: {outside: {key: k, tool: f}, ¦empty: true}}',
    ),
    mend: 'outside: {key',
  },
  {
    code: 'correlation.late',
    text: `title: l\nname: l\ncorrelation: {type: late_count, rules: [¦t], timespan: 1h, later_than: 15m, condition: {gte: 1}}\n---\n${correlation(COUNT)}`,
    mend: 'count detections',
  },
  {
    code: 'schedule.every',
    text: correlation(COUNT, 'agent_siem: {schedule: {every: ¦7m}}\n'),
    mend: 'divides the timespan',
  },
  { code: 'reference.unknown', text: correlation(COUNT.replace('[a]', '[a, ¦b]')), mend: 'mend the name' },
  {
    code: 'reference.broken',
    text: `${HEAD}correlation: ${COUNT.replace('[a]', '[¦a]')}\n---\n${COUNTED.replace('{f: a}', '{f|x: a}')}`,
    mend: 'that rule first',
  },
  { code: 'reference.cycle', text: correlation(COUNT.replace('[a]', '[a, ¦t]')), mend: 'Break the ring' },
  { code: 'reference.duplicate', text: correlation(COUNT.replace('[a]', '[a, ¦a]')), mend: 'Remove one' },
  {
    code: 'reference.too-many',
    text: `${HEAD}correlation: {type: temporal, rules: [¦l11_0], timespan: 10m}\n---\n${layers(12, 4)}${COUNTED}`,
    mend: 'share fewer rules',
  },
  { code: 'filter.rules', text: filter('¦{x: {f: b}, condition: not x}'), mend: 'names or ids' },
  { code: 'filter.unknown-rule', text: filter('{rules: [¦b], x: {f: b}, condition: not x}'), mend: 'mend the name' },
  {
    code: 'filter.logsource',
    text: filter('{rules: [¦a], x: {f: b}, condition: not x}', 'y'),
    mend: 'the logsource of a',
  },

  // Parameters, tests, configuration
  { code: 'parameter.invalid', text: block('{parameters: {¦p: {default: 5}}}'), mend: 'path: correlation' },
  { code: 'parameter.path', text: block('{parameters: {p: {path: ¦detection.t.f}}}'), mend: 'dotted' },
  { code: 'test.invalid', text: test('[{name: n, events: [{type: ¦tool_call.blokced}], expect: 1}]'), mend: 'Types: ' },
  {
    code: 'test.quiet',
    text: `${COUNTED}agent_siem:\n  ¦tests: [{name: n, events: [{event: {f: a}}], expect: 1}]\n---\n${HEAD}correlation: ${COUNT}\n`,
    mend: 'generate: true',
  },
  {
    code: 'config.value',
    text: 'rules: {r: {parameters: {failures: ¦60}}}',
    reading: 'config',
    mend: 'from 2 up to 50',
  },
  {
    code: 'config.parameter',
    text: 'rules: {r: {parameters: {failure: ¦6}}}',
    reading: 'config',
    mend: 'Parameters: failures',
  },
  { code: 'config.unknown-rule', text: 'rules: {¦q: {parameters: {}}}', reading: 'config', mend: 'a slip in the name' },
  { code: 'config.agents', text: 'rules: {r: {¦agents: {a: {failures: 6}}}}', reading: 'config', mend: 'as a whole' },
  { code: 'config.not-found', text: 'missing.config.yml', reading: 'load', mend: 'Name a YAML file' },
  { code: 'rules.not-found', text: 'missing.yml', reading: 'load', mend: 'Name a rule file' },
  { code: 'rules.lock', text: 'locked', reading: 'load', lock: '{"r": 1}', mend: '--write-lock' },

  // The event schema
  { code: 'taxonomy.unknown-field', text: own('{¦agent.agent_di: a}'), mend: 'Did you mean agent.agent_id?' },
  { code: 'taxonomy.type', text: own("{cost.input_tokens: [5, ¦'5']}"), mend: 'without quotes' },
  {
    code: 'taxonomy.value',
    text: own('{event_type: [tool_call.blocked, ¦tool_call.blocekd]}'),
    mend: 'Did you mean tool_call.blocked?',
  },
  { code: 'taxonomy.never', text: own("{agent.agent_id: ¦''}"), mend: 'agent.agent_id: null' },
  {
    code: 'taxonomy.contradiction',
    text: own('{event_type: tool_call.blocked, agent.agent_id: null}').replace('  s:', '  ¦s:'),
    mend: 'must hold at once',
  },
  { code: 'taxonomy.keyword', text: own('[¦drop_table]'), mend: 'Name the field' },

  // What a rule in service needs
  { code: 'lint.id', text: `¦${good(/id: .*\n/, '')}`, reading: 'lint', mend: 'uuidgen' },
  { code: 'lint.description', text: `¦${good('description: d\n', '')}`, reading: 'lint', mend: 'why it matters' },
  {
    code: 'lint.version',
    text: good(/agent_siem:\n  version: .*\n/, '¦agent_siem:\n'),
    reading: 'lint',
    mend: '1.0.0',
  },
  { code: 'lint.runbook', text: good(/runbook: \|\n    1\./, '¦runbook: |\n    -'), reading: 'lint', mend: '"1. "' },
  {
    code: 'lint.false-positives',
    text: `¦${good('falsepositives: [some]\n', '')}`,
    reading: 'lint',
    mend: 'looks like this',
  },
  { code: 'lint.tags', text: `¦${good('tags: [owasp.asi02]\n', '')}`, reading: 'lint', mend: 'owasp.asi02' },
  {
    code: 'lint.tag',
    text: good('[owasp.asi02]', '[owasp.asi02, ¦owasp.asi11]'),
    reading: 'lint',
    mend: 'lower case',
  },
  {
    code: 'lint.compliance',
    text: good(/agent_siem:([^]*)  compliance: .*\n/, '¦agent_siem:\n  version: 1.0.0\n  sources: [exporter]\n'),
    reading: 'lint',
    mend: 'agent_siem.compliance',
  },
  { code: 'lint.sources', text: good('[exporter]', '[exporter, ¦importer]'), reading: 'lint', mend: 'claude-code' },
  {
    code: 'lint.parameter',
    text: `${good('{event_type: tool_call.blocked}', '{event_type: tool_call.blocked, tool_call.duration_ms|gt: 5}').replace('hours: {path: detection.s.event_type}', '¦ms: {path: detection.s.tool_call.duration_ms|gt, default: 12, min: 10, max: 20}')}`,
    reading: 'lint',
    mend: 'Write the same in both places',
  },
  {
    code: 'lint.tests',
    text: good(/tests:([^]*)- \{name: twin.*\n/, '¦tests: []\n'),
    reading: 'lint',
    mend: 'a benign twin',
  },
  {
    code: 'lint.unused-selection',
    text: good('  condition: s', '  ¦u: {event_type: auth.failure}\n  condition: s'),
    reading: 'lint',
    mend: 'Use it',
  },
  {
    code: 'lint.regex',
    text: good('{event_type: tool_call.blocked}', "{event_type: tool_call.blocked, ¦agent.agent_id|re: '(a+)+$'}"),
    reading: 'lint',
    mend: 'Repeat one thing only',
  },
  {
    code: 'lint.group-missing',
    text: counting('event_count', 'group-by: ¦[identity.email], timespan: 10m, condition: {gte: 5}'),
    reading: 'lint',
    mend: '`identity.email|exists: true`',
  },
  {
    code: 'lint.history',
    text: counting('baseline', '¦history: 6h, timespan: 1h, condition: {sigma: 3, floor: 1}'),
    reading: 'lint',
    mend: 'has 6 buckets',
  },
  {
    code: 'filter.expires',
    text: exception('expires: 2027-01-01', 'expires: ¦2027-02-30'),
    mend: 'YYYY-MM-DD',
  },
  {
    code: 'lint.level',
    text: `¦${GOOD}`,
    reading: 'lint',
    mend: 'from informational',
  },
  {
    code: 'lint.exception',
    text: exception('exception: {owner: o', "¦exception: {owner: ''"),
    reading: 'lint',
    mend: '{owner, reason, expires}',
  },
  {
    code: 'lint.expired',
    text: exception('expires: 2027-01-01', '¦expires: 2026-01-01'),
    reading: 'lint',
    mend: 'set a new date',
  },
  {
    code: 'lint.hides-all',
    text: exception('{agent.agent_id: a}\n  condition', '{event_type: tool_call.blocked}\n  ¦condition'),
    reading: 'lint',
    mend: 'not <selection>',
  },
  {
    code: 'lint.hides-nothing',
    text: exception('condition: not known', '¦condition: known or not known'),
    reading: 'lint',
    mend: 'Look at its condition',
  },
  { code: 'lint.lock', text: good('  version', '  ¦version'), reading: 'lint', lock: '{}', mend: '--write-lock' },
];
