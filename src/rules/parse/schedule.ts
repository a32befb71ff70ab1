/**
 * `agent_siem.schedule`: the grid of instants a rule asks for, and how late events may be.
 * @module
 */
import { durationOf } from './read-duration.js';
import { childOf, mapOf, refuseOtherKeys } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

/** How late an event may be unless the rule says otherwise. */
export const DEFAULT_DELAY_MS = 300_000;

/** `every`: milliseconds, `event`, or undefined where the rule leaves it to its type. */
export const everyOf = (source: SourceFile, block: YamlMap): number | 'event' | undefined => {
  const schedule = mapOf(source, block, 'schedule');
  if (schedule === undefined) return undefined;
  refuseOtherKeys(source, schedule, ['every', 'delay'], 'schedule');
  const every = childOf(schedule, 'every');
  if (every?.kind === 'scalar' && every.text === 'event') return 'event';
  return durationOf(source, schedule, 'every');
};

/** `delay` in milliseconds. */
export const delayOf = (source: SourceFile, block: YamlMap): number => {
  const schedule = childOf(block, 'schedule');
  return schedule?.kind === 'map'
    ? (durationOf(source, schedule, 'delay', true) ?? DEFAULT_DELAY_MS)
    : DEFAULT_DELAY_MS;
};

/** Where `every` stands; undefined where the rule leaves it to its type. */
export const everyOffsetOf = (block: YamlMap): number | undefined => {
  const schedule = childOf(block, 'schedule');
  return schedule?.kind === 'map' ? childOf(schedule, 'every')?.offset : undefined;
};
