/**
 * A correlation with its sources, compiled: finds what it counts in an event, and runs its machine.
 *
 * Chained correlations: each firing of the inner correlation (firing, not alert: before any throttling) counts as one
 * event at its instant T'. The fields of that event are the inner group's, by the names of the inner `group-by`; its id
 * is the inner rule's id, T' and group key. An outer alert lists the events behind it. On the grid a firing at T' lies in
 * the outer windows with T' < T, so a chain answers one instant later.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { CorrelationRule, DetectionRule } from '../rules/ir.js';
import type { Budget, Candidate, Emit } from './candidate.js';
import type { DetailReader } from './details.js';
import { eventArrival } from './event-identity.js';
import { compareEntries, Entry, eventIdsOf, ONE, type Group } from './entry.js';
import { extractFor } from './extraction.js';
import type { GroupReader } from './group-reader.js';
import type { LookupTable } from './lookup-table.js';
import { createMachine } from './machine.js';
import { scopeCheck } from './scope.js';
import type { SeenEvent } from './seen-event.js';

/** Takes what events add to correlations, and feeds it in time order. */
export type Put = (node: CorrelationNode, group: Group, entry: Entry) => void;

/** What one event adds to one correlation, waiting. */
export class Item {
  constructor(
    readonly node: CorrelationNode,
    readonly group: Group,
    readonly entry: Entry,
  ) {}
}

/** One correlation at work. */
export interface CorrelationNode {
  /** Detections that this node and the nodes it chains look at. */
  readonly taps: readonly Tap[];
  /** This node and all it chains. */
  readonly nodes: readonly CorrelationNode[];
  feed(entry: Entry, group: Group): void;
  /** Everything before `time` was fed: evaluates what that settles, inner correlations first. */
  advance(time: number): void;
}

/** A source that looks at events directly. */
export interface Tap {
  readonly rule: DetectionRule;
  /** Puts what the event, whose time is `time`, adds; nothing when it lacks a field that is needed. */
  take(seen: SeenEvent, time: number, put: Put): void;
}

/** What nodes share. */
export interface NodeContext {
  readonly budget: Budget;
  /** The table now in force; undefined when none was given. */
  readonly table: (name: string) => LookupTable | undefined;
  /** Values that alerts of the top rule carry. */
  readonly details: DetailReader;
  /** Events are read again by their lines: neither ids nor details are kept. */
  readonly later: boolean;
  readonly groupReader: (fields: readonly string[]) => GroupReader;
  /** Numbers the machines that share groups. */
  readonly nextMachine: () => number;
}

const firingId = (ruleId: string, candidate: Candidate): string =>
  `${ruleId}|${new Date(candidate.time).toISOString()}|${candidate.group.key}`;

/** The group as the fields of an event. */
export const groupRecord = (names: readonly string[], group: Group): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name, index) => [name, group.values[index] ?? '']));

/** Compiles a correlation. @throws AgentSiemError when it cannot be evaluated. */
export const correlationNode = (
  rule: CorrelationRule,
  emit: Emit,
  context: NodeContext,
  chained = false,
): CorrelationNode => {
  const { correlation } = rule;
  const extract = extractFor(correlation);
  const check = correlation.type === 'lookup' ? scopeCheck(correlation) : undefined;
  const tableName = correlation.type === 'lookup' ? correlation.lookup : '';
  const laterThanMs = correlation.type === 'late_count' ? correlation.laterThanMs : undefined;
  // The firings of a chain carry the ids of their events on.
  const machine = createMachine(correlation, emit, {
    budget: context.budget,
    whole: chained || !context.later,
    machine: context.nextMachine(),
  });
  const fired: Item[] = [];
  const taps: Tap[] = [];
  const inner: CorrelationNode[] = [];
  const nodes: CorrelationNode[] = [];

  /** Inner firings up to now become events of this correlation, in time order. */
  const pull = (time: number): void => {
    if (inner.length === 0) return;
    for (const node of inner) node.advance(time);
    fired.sort((a, b) => compareEntries(a.entry, b.entry));
    for (const { entry, group } of fired.splice(0)) machine.add(entry, group);
  };

  const node: CorrelationNode = {
    taps,
    nodes,
    feed: (entry, group) => {
      if (inner.length > 0) pull(entry.time);
      machine.add(entry, group);
    },
    advance: (time) => {
      pull(time);
      machine.advance(time);
    },
  };

  nodes.push(node);
  const ordered = correlation.type === 'temporal' || correlation.type === 'temporal_ordered';
  correlation.sources.forEach((source, index) => {
    const bit = ordered ? 1 << index : 1;
    const readGroup = context.groupReader(source.groupFields);
    if (source.rule.kind === 'detection') {
      taps.push({
        rule: source.rule,
        take: (seen, time, put) => {
          const { event } = seen;
          let counted = time;
          if (laterThanMs !== undefined) {
            const arrived = seen.arrival === undefined ? eventArrival(event) : seen.arrival;
            if (arrived === null || arrived - time <= laterThanMs) return;
            counted = arrived;
          }
          if (check !== undefined) {
            const table = context.table(tableName);
            if (table === undefined || check(event, table) === undefined) return;
          }
          const group = readGroup(event);
          if (group === undefined) return;
          const counts = extract(event);
          if (counts === undefined) return;
          const entry =
            counts === ONE && bit === 1
              ? seen.plainEntry(counted, context.details)
              : new Entry(counted, seen.id, seen.line, bit, counts, context.details(event), undefined, seen.check);
          put(node, group, entry);
        },
      });
      return;
    }
    if (laterThanMs !== undefined)
      throw new AgentSiemError('a late_count looks at events: the firings of a correlation do not arrive', {
        code: 'rule.late',
        mend: 'Let it refer to a detection',
      });
    if (check !== undefined)
      throw new AgentSiemError('a lookup looks at events, not at the firings of a correlation', {
        code: 'rule.lookup',
        mend: 'Let it refer to a detection',
      });
    const innerRule = source.rule;
    const innerNode = correlationNode(
      innerRule,
      (candidate) => {
        const id = firingId(innerRule.meta.ruleId, candidate);
        const event = groupRecord(innerRule.correlation.groupBy, candidate.group);
        const group = readGroup(event);
        const counts = group === undefined ? undefined : extract(event);
        if (group === undefined || counts === undefined) return;
        const eventIds = eventIdsOf(candidate.entries());
        fired.push(new Item(node, group, new Entry(candidate.time, id, 0, bit, counts, undefined, eventIds, 0)));
      },
      context,
      true,
    );
    inner.push(innerNode);
    taps.push(...innerNode.taps);
    nodes.push(...innerNode.nodes);
  });
  return node;
};
