/**
 * Rules at work on single events: what batch and stream share.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { DetectionRule, Rule } from '../rules/ir.js';
import type { Budget } from './candidate.js';
import { Item, type CorrelationNode, type Put } from './correlation-node.js';
import { detailReaders, readNone } from './details.js';
import { endReading, startReading } from './reading-turn.js';
import { groupReaders } from './group-reader.js';
import { leafIndex } from './leaf-index.js';
import { lookupTable, type Lookups, type LookupTable } from './lookup-table.js';
import type { Occurrence } from './outcome.js';
import { compilePredicate } from './predicate.js';
import { planRule, type Question } from './rule-plan.js';
import type { SeenEvent } from './seen-event.js';
import { createThrottle, suppressionOf, type Throttle } from './throttle.js';

/** A rule that is not evaluated, and why. */
export interface SkippedRule {
  readonly rule_id: string;
  readonly reason: 'no-lookup' | 'cannot-evaluate';
  readonly message: string;
}

/** What the engine tells its owner. An occurrence's entries are valid while it is told. */
export interface EngineOutput {
  readonly alert: (rule: Rule, occurrence: Occurrence) => void;
  /** Everything true, before throttling. Absent: nobody asks. */
  readonly firing?: (rule: Rule, occurrence: Occurrence) => void;
  /** Last instant that counts, Unix milliseconds. */
  readonly until?: number;
  /** Alerts' details are read by the owner, from the events that `line` of the entries names. */
  readonly detailsLater?: boolean;
}

/** A rule with state, and how late its events may be. */
export interface StatefulRule {
  readonly node: CorrelationNode;
  /** The node and all it chains: what their events are fed to. */
  readonly nodes: readonly CorrelationNode[];
  readonly delayMs: number;
  readonly throttle: Throttle;
}

/** Compiled rules. */
export interface Engine {
  /** Rules that cannot be evaluated now; changes with the lookups. */
  readonly skipped: () => readonly SkippedRule[];
  readonly stateful: readonly StatefulRule[];
  /**
   * Asks all rules; alerts of single events go out at once, what is to be fed in time order is put. Answers false when
   * the event lacks a time that a rule needs.
   */
  readonly ask: (seen: SeenEvent, put: Put) => boolean;
  readonly setLookups: (lookups: Lookups) => void;
}

type Answers = Question['answer'][];

/** Lookups that a rule cannot do without. */
const lookupsOf = (rule: Rule): readonly string[] => {
  if (rule.kind === 'detection') return [];
  const own = rule.correlation.type === 'lookup' ? [rule.correlation.lookup] : [];
  return [...own, ...rule.correlation.sources.flatMap((source) => lookupsOf(source.rule))];
};

const messageOf = (error: unknown): string =>
  error instanceof AgentSiemError ? error.describe() : error instanceof Error ? error.message : String(error);

/** Compiles rules; one that cannot be compiled is skipped and named, the others run. */
export const createEngine = (
  rules: readonly Rule[],
  lookups: Lookups,
  budget: Budget,
  output: EngineOutput,
): Engine => {
  let tables: ReadonlyMap<string, LookupTable> = new Map();
  const setLookups = (given: Lookups): void => {
    tables = new Map(Object.entries(given).map(([name, rows]) => [name, lookupTable(rows)]));
  };
  setLookups(lookups);

  const broken: SkippedRule[] = [];
  const stateful: StatefulRule[] = [];
  const details = output.detailsLater === true ? () => readNone : detailReaders(rules);
  let machines = 0;
  const shared = {
    budget,
    table: (name: string) => tables.get(name),
    later: output.detailsLater === true,
    groupReader: groupReaders(),
    nextMachine: () => machines++,
  };
  // A detection that several correlations count is asked once.
  const answers = new Map<DetectionRule, Answers>();
  for (const rule of rules) {
    const throttle = createThrottle(suppressionOf(rule));
    try {
      const plan = planRule(
        rule,
        (occurrence) => {
          const { time, groupKey } = occurrence;
          if (occurrence.window !== null && output.until !== undefined && time !== null && time > output.until) return;
          output.firing?.(rule, occurrence);
          if (time === null || throttle.admit(groupKey, time)) output.alert(rule, occurrence);
        },
        { ...shared, details: details(rule) },
      );
      // All predicates compile before any is added: a broken rule leaves nothing behind.
      for (const { detection } of plan.questions) if (!answers.has(detection)) compilePredicate(detection.predicate);
      for (const { detection, answer } of plan.questions) {
        const list = answers.get(detection);
        if (list === undefined) answers.set(detection, [answer]);
        else list.push(answer);
      }
      if (plan.node !== undefined)
        stateful.push({ node: plan.node, nodes: plan.node.nodes, delayMs: rule.meta.delayMs, throttle });
    } catch (error) {
      broken.push({ rule_id: rule.meta.ruleId, reason: 'cannot-evaluate', message: messageOf(error) });
    }
  }
  const index = leafIndex([...answers].map(([{ predicate }, payload]) => ({ predicate, payload })));

  let asked: SeenEvent | undefined;
  let putNow: Put = () => undefined;
  let timeMissing = false;
  /** From correlations of several sources: one event counts once for a group, from all sources that it matches. */
  const pending: Item[] = [];
  const once: Put = (node, group, entry) => {
    for (let at = 0; at < pending.length; at += 1) {
      const other = pending[at] as Item;
      if (other.node !== node || other.group.key !== group.key) continue;
      pending[at] = new Item(node, other.group, other.entry.alsoFrom(entry.sources));
      return;
    }
    pending.push(new Item(node, group, entry));
  };
  const answer = (lists: readonly Answers[]): void => {
    if (asked === undefined) return;
    for (const list of lists) for (const each of list) if (!each(asked, putNow, once)) timeMissing = true;
  };

  return {
    stateful,
    setLookups,
    skipped: () => [
      ...broken,
      ...rules.flatMap((rule): SkippedRule[] => {
        const missing = lookupsOf(rule).filter((name) => !tables.has(name));
        return missing.length === 0
          ? []
          : [
              {
                rule_id: rule.meta.ruleId,
                reason: 'no-lookup',
                message: `needs the lookup ${[...new Set(missing)].join(', ')}, which was not given`,
              },
            ];
      }),
    ],
    ask: (seen, put) => {
      asked = seen;
      putNow = put;
      timeMissing = false;
      startReading();
      try {
        index(seen.event, answer);
      } finally {
        endReading();
      }
      for (let at = 0; at < pending.length; at += 1) {
        const { node, group, entry } = pending[at] as Item;
        put(node, group, entry);
      }
      pending.length = 0;
      return !timeMissing;
    },
  };
};
