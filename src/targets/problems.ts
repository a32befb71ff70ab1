/**
 * Collects what a target cannot say while a query is written.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Compilation, CompiledQuery, TargetName, Unsupported } from './target.js';

/** Where Unsupported constructs are noted; the text written meanwhile is thrown away unless the rule accepts them. */
export interface Problems {
  readonly found: readonly Unsupported[];
  /** Notes a construct and returns `placeholder`, so that the writer can go on and find the others. */
  note(construct: string, reason: string, placeholder?: string): string;
}

/** An empty collection. A construct is noted once for each reason. */
export const collectProblems = (): Problems => {
  const found: Unsupported[] = [];
  return {
    found,
    note: (construct, reason, placeholder = '') => {
      if (!found.some((other) => other.construct === construct && other.reason === reason)) {
        found.push({ construct, reason });
      }
      return placeholder;
    },
  };
};

/** What to do about a construct that a target cannot say. */
export const unsupportedMend = (target: TargetName, construct: string): string =>
  construct === 'source'
    ? 'Name it as source in the file of --map.'
    : `Say it otherwise, or accept it: agent_siem.targets.${target}.accept: [{construct: ${construct}, reason: ...}]`;

/** True when the rule accepts that this target does not say the construct. */
export const isAccepted = (rule: Rule, target: TargetName, construct: string): boolean =>
  (rule.meta.accept[target] ?? []).some((accepted) => accepted.construct === construct);

/** The compilation's outcome: the query only when nothing was noted; an inexact text is never returned. */
export const outcome = (problems: Problems, query: () => CompiledQuery): Compilation =>
  problems.found.length === 0 ? { ok: true, query: query() } : { ok: false, unsupported: problems.found };
