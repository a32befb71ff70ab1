/**
 * Lookup correlations: one event against a table.
 * @module
 */
import type { LookupCorrelation } from '../rules/ir.js';
import { fieldReader } from './field-reader.js';
import { keyText, scalars, scalarText, type EventObject } from './field-value.js';
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
    const scope = key === undefined ? undefined : table.allowed(key);
    if (scope === undefined) return undefined;
    let context: Record<string, unknown> | undefined;
    for (const { kind, read } of kinds) {
      const allowed = scope.get(kind);
      if (allowed === undefined || allowed.has(ANY)) continue;
      const value = read(event);
      if (value === undefined || (typeof value === 'string' && allowed.has(value))) continue;
      const touched = scalars(value)
        .map(scalarText)
        .filter((text) => text !== '' && !allowed.has(text));
      if (touched.length === 0) continue;
      context ??= {};
      context[`outside_${kind}`] = touched;
      context[`allowed_${kind}`] = [...allowed].sort();
    }
    return context === undefined ? undefined : { context };
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
