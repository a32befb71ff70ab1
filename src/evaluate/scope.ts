/**
 * Lookup correlations: one event against a table.
 * @module
 */
import type { LookupCorrelation } from '../rules/ir.js';
import { fieldReader, keyText, scalars, scalarText, type EventObject } from './field-reader.js';
import type { LookupTable } from './lookup-table.js';

/** What an event touched outside its scope, by kind, and what the table allows there. */
export interface ScopeFinding {
  /** Empty for `unregistered` and `empty`. */
  readonly context: Readonly<Record<string, unknown>>;
}

const ANY = '*';

/** Checks one event; undefined: nothing to say. */
export type ScopeCheck = (event: EventObject, table: LookupTable) => ScopeFinding | undefined;

const outside = (correlation: LookupCorrelation): ScopeCheck => {
  const readKey = fieldReader(correlation.keyField);
  const kinds = Object.entries(correlation.kinds).map(([kind, field]) => ({ kind, read: fieldReader(field) }));
  return (event, table) => {
    const key = keyText(readKey(event));
    if (key === undefined) return undefined;
    const context = Object.fromEntries(
      kinds.flatMap(({ kind, read }): [string, unknown][] => {
        const allowed = table.allowed(key, kind);
        if (allowed === undefined || allowed.has(ANY)) return [];
        const touched = scalars(read(event))
          .map(scalarText)
          .filter((value) => value !== '' && !allowed.has(value));
        return touched.length === 0
          ? []
          : [
              [`outside_${kind}`, touched],
              [`allowed_${kind}`, [...allowed].sort()],
            ];
      }),
    );
    return Object.keys(context).length === 0 ? undefined : { context };
  };
};

/** Compiles the check of a lookup correlation. An empty table never makes single events findings. */
export const scopeCheck = (correlation: LookupCorrelation): ScopeCheck => {
  switch (correlation.mode) {
    case 'outside':
      return outside(correlation);
    case 'unregistered': {
      const readKey = fieldReader(correlation.keyField);
      return (event, table) => {
        const key = keyText(readKey(event));
        return table.size === 0 || key === undefined || table.has(key) ? undefined : { context: {} };
      };
    }
    case 'empty':
      return (_event, table) => (table.size === 0 ? { context: {} } : undefined);
  }
};
