/**
 * Lookup tables that a command is given, and what of them no rule reads.
 * @module
 */
import { readFileSync } from 'node:fs';
import { AgentSiemError } from '../../error.js';
import { readLookupCsv, type Lookups } from '../../evaluate/index.js';
import type { Rule } from '../../rules/index.js';
import { notice } from './rule-set.js';

/** `NAME=FILE.csv`, repeated. @throws AgentSiemError for another shape or an unreadable table. */
export const lookupsFrom = (given: readonly string[]): Lookups =>
  Object.fromEntries(
    given.map((text) => {
      const [, name, file] = /^([A-Za-z_][\w-]*)=(.+)$/s.exec(text) ?? [];
      if (name === undefined || file === undefined)
        throw new AgentSiemError('--lookup takes NAME=FILE.csv', {
          code: 'usage',
          mend: 'For example --lookup agent_scope=scope.csv',
        });
      let content: string;
      try {
        content = readFileSync(file, 'utf8');
      } catch (cause) {
        throw new AgentSiemError('cannot be read', { code: 'lookup.not-found', file, cause });
      }
      return [name, readLookupCsv(content, file)];
    }),
  );

/** Kinds that the rules look up in a table; undefined where no rule reads it. */
const kindsOf = (rule: Rule, table: string): ReadonlySet<string> | undefined => {
  if (rule.kind === 'detection') return undefined;
  const { correlation } = rule;
  const own = correlation.type === 'lookup' && correlation.lookup === table ? [Object.keys(correlation.kinds)] : [];
  const inner = correlation.sources.flatMap((source) => kindsOf(source.rule, table) ?? []).map((kinds) => [...kinds]);
  const all = [...own, ...inner];
  return all.length === 0 ? undefined : new Set(all.flat());
};

/** Names on stderr what of the tables no rule can read: an unknown table, kinds that no rule looks up. */
export const reportUnread = (rules: readonly Rule[], lookups: Lookups): void => {
  for (const [table, rows] of Object.entries(lookups)) {
    const read = rules.flatMap((rule) => kindsOf(rule, table) ?? []);
    if (read.length === 0) {
      notice(`no rule reads the lookup ${table}`);
      continue;
    }
    const kinds = new Set(read.flatMap((each) => [...each]));
    const unread = new Set(rows.flatMap(({ kind = '' }) => (kind === '' || kinds.has(kind) ? [] : [kind])));
    // Rules that only ask whether a key is there look up no kind.
    if (kinds.size === 0 || unread.size === 0) continue;
    const named = [...unread].map((kind) => JSON.stringify(kind)).join(', ');
    notice(`lookup ${table}: no rule reads rows of kind ${named}; kinds: ${[...kinds].join(', ')}`);
  }
};
