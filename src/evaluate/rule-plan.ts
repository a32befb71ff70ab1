/**
 * A rule made ready: what it asks of each event and what it does with an answer.
 * @module
 */
import type { CorrelationRule, DetectionRule, Rule } from '../rules/ir.js';
import { correlationNode, groupRecord, type CorrelationNode, type NodeContext, type Put } from './correlation-node.js';
import type { DetailReader } from './details.js';
import { Entry, Group, groupKey, ONE } from './entry.js';
import { fieldReader } from './field-reader.js';
import { keyText, type EventObject } from './field-value.js';
import type { Occurrence } from './outcome.js';
import { scopeCheck } from './scope.js';
import type { SeenEvent } from './seen-event.js';
import { suppressionOf } from './throttle.js';

/** One question to each event: a detection, and what to do when it matches. */
export interface Question {
  readonly detection: DetectionRule;
  /**
   * Speaks at once, or puts what is to be fed in time order: by `once` where an event may come from several sources.
   * Answers false when the event lacks a time it needs.
   */
  readonly answer: (seen: SeenEvent, put: Put, once: Put) => boolean;
}

/** A rule, compiled. */
export interface RulePlan {
  readonly rule: Rule;
  readonly questions: readonly Question[];
  /** Absent for rules that speak at once. */
  readonly node?: CorrelationNode;
}

/** What a plan needs from its surroundings. */
export type PlanContext = NodeContext;

/** Receives what is true. */
export type Report = (occurrence: Occurrence) => void;

/** Group of a rule that speaks for single events: what is missing is left out, the event still counts. */
const presentGroup = (names: readonly string[], fields: readonly string[]) => {
  const readers = fields.map(fieldReader);
  return (event: EventObject): Readonly<Record<string, string>> => {
    const group: Record<string, string> = {};
    readers.forEach((read, index) => {
      const value = keyText(read(event));
      if (value !== undefined) group[names[index] ?? ''] = value;
    });
    return group;
  };
};

/** Feeds straight through: plain rules whose throttle needs time order. */
const passingNode = (speak: (entry: Entry) => void): CorrelationNode => {
  const nodes: CorrelationNode[] = [];
  const node: CorrelationNode = {
    taps: [],
    nodes,
    feed: speak,
    advance: () => undefined,
  };
  nodes.push(node);
  return node;
};

interface Single {
  readonly group: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Rules that speak for single events: plain detections and lookups in mode `outside`. */
const singlePlan = (
  rule: Rule,
  sources: readonly { readonly detection: DetectionRule; readonly find: (event: EventObject) => Single | undefined }[],
  report: Report,
  details: DetailReader,
): RulePlan => {
  const ordered = suppressionOf(rule).ms > 0;
  const found = new Map<Entry, Single>();
  const speak = (entry: Entry, single: Single, time: number | null): void => {
    report({
      time,
      groupKey: groupKey(Object.values(single.group)),
      group: single.group,
      value: 1,
      window: null,
      entries: () => [entry],
      context: single.context,
    });
  };
  const node = passingNode((entry) => {
    const single = found.get(entry);
    found.delete(entry);
    if (single !== undefined) speak(entry, single, entry.time);
  });
  // One event speaks once for a rule, also where several of its sources match.
  let last: string | undefined;
  const questions = sources.map(({ detection, find }): Question => ({
    detection,
    answer: ({ event, id, line, time }, put) => {
      if (last === id) return true;
      const single = find(event);
      if (single === undefined) return true;
      last = id;
      const entry = new Entry(time ?? 0, id, line, 1, ONE, details(event), undefined, 0);
      if (ordered && time !== null) {
        found.set(entry, single);
        put(node, new Group(id, []), entry);
      } else speak(entry, single, time);
      return true;
    },
  }));
  return { rule, questions, ...(ordered ? { node } : {}) };
};

const correlationPlan = (rule: CorrelationRule, report: Report, context: PlanContext): RulePlan => {
  const { groupBy } = rule.correlation;
  const node = correlationNode(
    rule,
    (candidate) => {
      report({
        time: candidate.time,
        groupKey: candidate.group.key,
        group: groupRecord(groupBy, candidate.group),
        value: candidate.value,
        window: candidate.window,
        entries: candidate.entries,
        context: candidate.context,
      });
    },
    context,
  );
  // Only with several sources can one event come twice.
  const several = node.taps.length > 1;
  const questions = node.taps.map((tap): Question => ({
    detection: tap.rule,
    answer: (seen, put, once) => {
      const { time } = seen;
      if (time === null) return false;
      tap.take(seen, time, several ? once : put);
      return true;
    },
  }));
  return { rule, questions, node };
};

/** Compiles a rule. @throws AgentSiemError when it cannot be evaluated. */
export const planRule = (rule: Rule, report: Report, context: PlanContext): RulePlan => {
  if (rule.kind === 'detection') {
    const group = presentGroup(rule.meta.group, rule.meta.group);
    return singlePlan(
      rule,
      [{ detection: rule, find: (event) => ({ group: group(event), context: {} }) }],
      report,
      context.details,
    );
  }
  const { correlation } = rule;
  if (correlation.type !== 'lookup' || correlation.mode !== 'outside') return correlationPlan(rule, report, context);
  const check = scopeCheck(correlation);
  const sources = correlation.sources.flatMap((source) => {
    if (source.rule.kind !== 'detection') return [];
    const group = presentGroup(correlation.groupBy, source.groupFields);
    const find = (event: EventObject): Single | undefined => {
      const table = context.table(correlation.lookup);
      const finding = table === undefined ? undefined : check(event, table);
      return finding === undefined ? undefined : { group: group(event), context: finding.context };
    };
    return [{ detection: source.rule, find }];
  });
  return singlePlan(rule, sources, report, context.details);
};
