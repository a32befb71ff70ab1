// Datadog: the filter is executed by Vector's matcher; window and group are ours. Copies are removed before counting:
// what they do to a count is a construct that the rule accepts.
import type { EventObject } from '../../../src/evaluate/index.js';
import type { Correlation, Rule } from '../../../src/rules/ir.js';
import { aliasAttributes, compileDatadog, datadog } from '../../../src/targets/datadog/index.js';
import { gridOf } from '../../../src/targets/schedule.js';
import type { Target } from '../../../src/targets/target.js';
import { MATCHER_VERSION, matchEvents } from '../../engines/datadog/matcher.mjs';
import type { Engine, Range, Row } from '../engine.js';

/** What Datadog decides by itself, or joins at ingest: declared, so there is nothing to compare. */
const DECLARED = /^correlation\.(?:baseline|ratio|new_value|lookup|temporal|temporal_ordered|value_count_each)$/;

/** What a count differs in stands beside every result; the harness counts events once, on the grid. */
const counted = (rule: Rule): Rule => {
  const accepted = ['duplicates', 'correlation.instants', 'aliases'].map((construct) => ({
    construct,
    reason: 'counted by the harness',
  }));
  const datadogAccepts = [...(rule.meta.accept['datadog'] ?? []), ...accepted];
  return { ...rule, meta: { ...rule.meta, accept: { ...rule.meta.accept, datadog: datadogAccepts } } };
};

/** The target for this engine: a rule whose monitor is declared only is not compared. */
const comparable: Target = {
  name: 'datadog',
  compile: (given, options) => {
    const rule = counted(given);
    const compiled = datadog.compile(rule, options);
    if (!compiled.ok) return compiled;
    const arrays = compileDatadog(rule);
    // Said as documented, but the matcher never matches an array.
    if (arrays.ok && arrays.declared.length > 0) {
      return { ok: false, unsupported: arrays.declared.map((construct) => ({ construct, reason: 'not executed' })) };
    }
    const declared = compiled.query.accepted.filter(({ construct }) => DECLARED.test(construct));
    return declared.length > 0 ? { ok: false, unsupported: declared } : compiled;
  },
};

const read = (event: EventObject, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as EventObject | undefined)?.[name], event);

const TEXT =
  /^logs\("((?:[^"\\]|\\.)*)"\)\.index\("\*"\)\.rollup\("(\w+)"(?:, "([^"]+)")?\)(?:\.by\("([^"]+)"\))?\.last\("(\d+)([mhd])"\) (<=|>=|==|!=|<|>) (-?[\d.]+)$/;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** What a deployed query says. A detection's is the log search alone. */
interface Deployed {
  readonly filter: string;
  readonly monitor?: {
    readonly method: string;
    readonly measure: string | undefined;
    readonly windowMs: number;
    readonly operator: string;
    readonly threshold: number;
  };
}

const deployed = (text: string): Deployed => {
  const parts = TEXT.exec(text);
  if (parts === null) return { filter: text };
  const [, filter = '', method = '', measure, , length, unit = '', operator = '', threshold] = parts;
  return {
    filter: filter.replaceAll(/\\(["\\])/g, '$1'),
    monitor: {
      method,
      measure: measure?.replace('@', ''),
      windowMs: Number(length) * (UNITS[unit] ?? NaN),
      operator,
      threshold: Number(threshold),
    },
  };
};

interface Hit {
  readonly time: number;
  readonly group: readonly string[];
  readonly eventId: string;
  readonly measure: unknown;
  readonly event: EventObject;
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const measured = (method: string, hits: readonly Hit[]): number => {
  if (method === 'count') return hits.length;
  if (method === 'cardinality')
    return new Set(hits.map(({ measure }) => measure).filter((one) => one !== undefined)).size;
  const numbers = hits.map(({ measure }) => measure).filter((one) => typeof one === 'number');
  const sum = numbers.reduce((total, one) => total + one, 0);
  return method === 'avg' ? sum / numbers.length : sum;
};

/**
 * A log as Datadog stores it. The matcher's `*` stops at control characters; no query can hold one, so another character
 * that no query holds stands for each.
 */
const storedLog = (event: EventObject): EventObject => ({
  ...(JSON.parse(
    JSON.stringify(event, (_, value: unknown) =>
      typeof value === 'string' ? Array.from(value, (one) => (one < ' ' ? '\uE000' : one)).join('') : value,
    ),
  ) as EventObject),
  service: 'ai-governance',
});

/** Creates the engine; nothing runs before `start`. */
export const datadogEngine = (): Engine => {
  let events: readonly EventObject[] = [];
  const windows = (
    { method, windowMs, operator, threshold }: NonNullable<Deployed['monitor']>,
    correlation: Correlation,
    hits: readonly Hit[],
    { from, to }: Range,
  ): Row[] => {
    const grid = gridOf(correlation) ?? 60_000;
    const groups = new Map<string, Hit[]>();
    for (const hit of hits) {
      const key = JSON.stringify(hit.group);
      groups.set(key, [...(groups.get(key) ?? []), hit]);
    }
    const rows: Row[] = [];
    for (const own of groups.values()) {
      const instants = new Set<number>();
      for (const { time } of own) {
        for (let at = (Math.floor(time / grid) + 1) * grid; at <= time + windowMs; at += grid) instants.add(at);
      }
      for (const time of instants) {
        if (time <= from || time > to) continue;
        const seen = own.filter((hit) => hit.time >= time - windowMs && hit.time < time);
        const value = measured(method, seen);
        if (COMPARE[operator]?.(value, threshold) === true) {
          rows.push({ time, group: own[0]?.group ?? [], value, columns: seen.at(-1)?.event ?? {} });
        }
      }
    }
    return rows;
  };
  return {
    name: 'datadog',
    word: 'filter-executed',
    version: `match_datadog_query of Vector (@bpinternal/verel ${MATCHER_VERSION}); window and group by the harness`,
    target: comparable,
    declares: (rule) => datadog.compile(rule).ok,
    windows: false,
    together: true,
    maxRows: Infinity,
    start: () => Promise.resolve(),
    load: (arrived) => {
      const unique = new Map(
        arrived.map(({ event }) => [`${String(event['event_id'])} ${String(event['timestamp'])}`, event]),
      );
      events = [...unique.values()];
      return Promise.resolve();
    },
    // A log search has no range in its text: the monitor's own window and clock are it.
    range: ({ from, to }) => ({ from: String(from), to: String(to) }),
    run: (rule, query, range): Promise<readonly Row[]> => {
      const { from, to } = range;
      const { filter, monitor } = deployed(query.text);
      const compiled = compileDatadog(counted(rule));
      if (!compiled.ok) return Promise.reject(new Error('not compiled'));
      const aliases = Object.entries(aliasAttributes(rule));
      const fields = rule.kind === 'detection' ? rule.meta.group : rule.correlation.groupBy;
      const paths = fields.map((name, index) => compiled.query.by[index]?.replace('@', '') ?? name);
      // Nothing else can be seen by an instant of the range.
      const seen = events.filter((event) => {
        const time = Date.parse(String(event['timestamp']));
        return time > from - (monitor?.windowMs ?? 0) - 1 && time <= to;
      });
      const stored = seen.map(storedLog);
      const found = matchEvents(filter, stored);
      const alias = (event: EventObject, path: string): unknown =>
        aliases
          .find(([name]) => name === path)?.[1]
          .map((field) => read(event, field))
          .find((value) => value !== undefined);
      const hits = seen.flatMap((event, index): readonly Hit[] => {
        if (found[index] !== true) return [];
        const values = paths.map((path) => (path.startsWith('alias.') ? alias(event, path) : read(event, path)));
        const measure = monitor?.measure;
        // A log without the measure has nothing to roll up.
        if (measure !== undefined && read(event, measure) === undefined) return [];
        return [
          {
            time: Date.parse(String(event['timestamp'])),
            group: values.map((value) => (value === undefined ? '' : String(value))),
            eventId: String(event['event_id']),
            measure: measure === undefined ? undefined : read(event, measure),
            event,
          },
        ];
      });
      if (rule.kind === 'detection') {
        return Promise.resolve(
          hits
            .filter(({ time }) => time > from && time <= to)
            .map(({ time, group, eventId, event }) => ({ time, group, value: 1, eventId, columns: event })),
        );
      }
      // A monitor that groups drops logs without the group.
      const grouped = hits.filter(({ group }) => group.every((value) => value !== ''));
      if (monitor !== undefined) return Promise.resolve(windows(monitor, rule.correlation, grouped, range));
      return Promise.reject(new Error(`no monitor: ${query.text}`));
    },
    stop: () => Promise.resolve(),
  };
};
