/**
 * Events against a table (LOOKUP JOIN) in ES|QL. Rows of the table are (agent_id, kind, value, table).
 * @module
 */
import type { LookupCorrelation } from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { esqlName, esqlString } from './text.js';

/** Most rows of a scope that a result names. */
const SHOWN_ROWS = 50;

const by = (...names: readonly string[]): string => names.join(', ');

const kindsOf = (correlation: LookupCorrelation): readonly (readonly [string, string])[] =>
  Object.entries(correlation.kinds);

/** Columns that `outside` needs of each event: the key and one value for each kind of row. */
export const outsideColumns = (
  correlation: LookupCorrelation,
  input: Pick<CorrelationInput, 'context'>,
): Readonly<Record<string, string>> => {
  const single = (field: string): string => `MIN(${esqlName(input.context.mapping.column(field).name)})`;
  return {
    _key: single(correlation.keyField),
    ...Object.fromEntries(kindsOf(correlation).map(([, field], index) => [`_x${String(index)}`, single(field)])),
  };
};

/** Lines after stage one: the events with a value of some kind that their key's rows of that kind do not hold. */
export const outsideLines = (correlation: LookupCorrelation, carried: readonly string[]): readonly string[] => {
  const kinds = kindsOf(correlation);
  const perKind = kinds.flatMap(([kind], index) => {
    const row = `kind == ${esqlString(kind)}`;
    return [
      `_has${String(index)} = SUM(CASE(${row}, 1, 0))`,
      `_x${String(index)} = MIN(_x${String(index)})`,
      `_in${String(index)} = SUM(CASE(${row} AND (value == "*" OR value == _x${String(index)}), 1, 0))`,
    ];
  });
  const outside = kinds.map(
    (_, index) => `(_x${String(index)} IS NOT NULL AND _has${String(index)} > 0 AND _in${String(index)} == 0)`,
  );
  return [
    'WHERE _key IS NOT NULL',
    'EVAL agent_id = _key',
    `LOOKUP JOIN ${correlation.lookup} ON agent_id`,
    `STATS ${by('_t = MIN(_t)', '_scope = VALUES(CONCAT(kind, ": ", value))', ...perKind, ...carried)} BY _event`,
    `WHERE ${outside.length === 0 ? 'false' : outside.join(' OR ')}`,
  ];
};

/** What the key's rows allow, for the reader of an alert: name and expression. */
export const scopeColumn: readonly [string, string] = [
  'agent_scope',
  `MV_CONCAT(MV_SLICE(MV_SORT(_scope), 0, ${String(SHOWN_ROWS - 1)}), ", ")`,
];

/** Once per bucket: agents without a row (`unregistered`), or events while the table has no rows (`empty`). */
export const lookupPipeline = (correlation: LookupCorrelation, input: CorrelationInput): Pipeline => {
  const { every, groups } = input;
  const bucket = correlation.timespanMs;
  const unregistered = correlation.mode === 'unregistered';
  const keys = unregistered ? [...groups, '_key'] : groups;
  const key = `MIN(${esqlName(input.context.mapping.column(correlation.keyField).name)})`;
  const counts = ['_c = SUM(_c)', ...input.keep()];
  const lines = [
    ...input.select(unregistered ? { _key: key } : {}),
    ...(unregistered ? ['WHERE _key IS NOT NULL'] : []),
    bucketLine(every),
    `STATS ${by('_c = COUNT(*)', ...input.keep('_t'))} BY ${by(...keys, '_b')}`,
    ...expandToWindows(input, bucket),
    // The running bucket: from its UTC start to T.
    `WHERE _b / ${String(bucket)} == (_T - 1) / ${String(bucket)}`,
    `STATS ${by(...counts)} BY ${by(...keys, '_T')}`,
    ...(unregistered
      ? ['EVAL agent_id = _key', `LOOKUP JOIN ${correlation.lookup} ON agent_id`, 'WHERE table IS NULL', 'DROP table']
      : []),
    // An empty table raises one health alert, not one for every agent: each row names its table.
    `EVAL table = ${esqlString(correlation.lookup)}, agent_id = null::keyword`,
    `LOOKUP JOIN ${correlation.lookup} ON table`,
    `STATS ${by('_rows = COUNT(agent_id)', '_c = MAX(_c)', ...input.keep())} BY ${by(...groups, '_T')}`,
    `WHERE _rows ${unregistered ? '>' : '=='} 0`,
    'EVAL _value = _c',
  ];
  return { lines, windowStart: `TO_DATETIME((_T - 1) / ${String(bucket)} * ${String(bucket)})`, extra: [] };
};
