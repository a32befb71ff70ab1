/**
 * Events against a watchlist in Kusto. Rows of the watchlist are (agent_id, kind, value).
 * @module
 */
import type { LookupCorrelation } from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { keyText } from './select-events.js';
import { kqlSpan, kqlString } from './text.js';

/** Most rows of a scope that a result names. */
const SHOWN_ROWS = 50;

const list = (...names: readonly string[]): string => names.join(', ');

const watchlist = (name: string): string => `_GetWatchlist(${kqlString(name)})`;
const ROWS = 'project _key = tostring(agent_id), _kind = tostring(["kind"]), _allowed = tostring(["value"])';

/** Columns that `outside` needs of each event: the key and one value for each kind of row. */
export const outsideColumns = (
  correlation: LookupCorrelation,
  { context }: Pick<CorrelationInput, 'context'>,
): Readonly<Record<string, string>> => ({
  _key: keyText(context.mapping.column(correlation.keyField)),
  ...Object.fromEntries(
    Object.values(correlation.kinds).map((field, index) => [
      `_x${String(index)}`,
      keyText(context.mapping.column(field)),
    ]),
  ),
});

/** Lines after stage one: the events with a value of some kind that their key's rows of that kind do not hold. */
export const outsideLines = (correlation: LookupCorrelation, carried: readonly string[]): readonly string[] => {
  const kinds = Object.keys(correlation.kinds);
  const perKind = kinds.flatMap((kind, index) => {
    const row = `_kind == ${kqlString(kind)} and isnotempty(_allowed)`;
    const value = `_x${String(index)}`;
    return [
      `_has${String(index)} = countif(${row})`,
      `_in${String(index)} = countif(${row} and (_allowed == "*" or _allowed == ${value}))`,
    ];
  });
  const values = kinds.map((_, index) => `_x${String(index)}`);
  const outside = values.map(
    (value, index) => `(isnotempty(${value}) and _has${String(index)} > 0 and _in${String(index)} == 0)`,
  );
  return [
    'where isnotempty(_key)',
    `join kind=inner (${watchlist(correlation.lookup)} | ${ROWS}) on _key`,
    `summarize ${list(...perKind, '_t = min(_t)', '_scope = make_set(strcat(_kind, ": ", _allowed))', ...carried)} by ${list('_id', ...values)}`,
    `where ${outside.length === 0 ? 'false' : outside.join(' or ')}`,
  ];
};

/** What the key's rows allow, for the reader of an alert: name and expression. */
export const scopeColumn: readonly [string, string] = [
  'AgentScope',
  `strcat_array(array_slice(array_sort_asc(_scope), 0, ${String(SHOWN_ROWS - 1)}), ", ")`,
];

/** Once per bucket: agents without a row (`unregistered`), or events while the watchlist has no rows (`empty`). */
export const lookupPipeline = (correlation: LookupCorrelation, input: CorrelationInput): Pipeline => {
  const { every, groups, context } = input;
  const bucket = kqlSpan(correlation.timespanMs);
  const unregistered = correlation.mode === 'unregistered';
  const table = watchlist(correlation.lookup);
  const start = `bin(_T - 1ms, ${bucket})`;
  const lines = [
    ...input.select(unregistered ? { _key: keyText(context.mapping.column(correlation.keyField)) } : {}),
    // An empty watchlist raises one health alert, not one for every agent.
    `where toscalar(${table} | where isnotempty(tostring(agent_id)) | count) ${unregistered ? '>' : '=='} 0`,
    ...(unregistered
      ? ['where isnotempty(_key)', `join kind=leftanti (${table} | project _key = tostring(agent_id)) on _key`]
      : []),
    bucketLine(every),
    `summarize ${list('_c = count()', ...input.keep('_t'))} by ${list(...groups, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    // The running bucket: from its UTC start to T.
    `where bin(_b, ${bucket}) == ${start}`,
    `summarize ${list('_c = sum(_c)', ...input.keep())} by ${list(...groups, '_T')}`,
    'extend _value = _c',
  ];
  return { lines, windowStart: start, extra: [] };
};
