/**
 * Which of many predicates match an event, at a cost that grows with those that can.
 *
 * Each predicate is filed under one field it cannot do without. The first time a value of that field is seen, the
 * predicates filed there are reduced to what the value leaves open, and indexed again by other fields.
 * @module
 */
import { decisionTable, isSimple } from './decision-table.js';
import { fieldIndex } from './field-index.js';
import type { Leaf, LeafIndex } from './leaf.js';
import { neededFields, neededKeys } from './partial.js';
import { compilePredicate } from './predicate.js';

/** So few predicates are simply tried. */
const FEW = 3;
/** So many share a table once a field has told them apart from the others. */
const MANY = 40;
const MAX_DEPTH = 4;
const tryAll = <T>(leaves: readonly Leaf<T>[]): LeafIndex<T> => {
  const simple = leaves.filter(({ predicate }) => isSimple(predicate));
  const table = simple.length > 1 ? decisionTable(simple) : undefined;
  const tried = leaves.filter(({ predicate }) => table === undefined || !isSimple(predicate));
  const certain = tried.filter(({ predicate }) => predicate.kind === 'true').map(({ payload }) => payload);
  const open = tried
    .filter(({ predicate }) => predicate.kind !== 'true')
    .map(({ predicate, payload }) => ({ matches: compilePredicate(predicate), alone: [payload] }));
  return (event, visit) => {
    if (table !== undefined) table(event, visit);
    if (certain.length > 0) visit(certain);
    for (const { matches, alone } of open) if (matches(event)) visit(alone);
  };
};

/** Builds the index. @throws AgentSiemError when a predicate cannot be compiled. */
export const leafIndex = <T>(leaves: readonly Leaf<T>[], depth = 0): LeafIndex<T> => {
  if (leaves.length <= FEW || depth >= MAX_DEPTH) return tryAll(leaves);
  if (depth > 0 && leaves.length <= MANY) return tryAll(leaves);
  const needed = leaves.map((leaf) => ({ leaf, fields: [...neededFields(leaf.predicate)] }));
  // A field that decides by equality for many predicates is read once for all of them.
  const weight = new Map<string, number>();
  const keyed = new Map<string, number>();
  for (const { leaf, fields } of needed)
    for (const field of fields) {
      weight.set(field, (weight.get(field) ?? 0) + 1);
      if (neededKeys(leaf.predicate, field) !== undefined) keyed.set(field, (keyed.get(field) ?? 0) + 1);
    }
  const score = (leaf: Leaf<T>, field: string): number =>
    (neededKeys(leaf.predicate, field) === undefined ? 0 : leaves.length + (keyed.get(field) ?? 0)) +
    (weight.get(field) ?? 0) / (leaves.length + 1);
  const always: Leaf<T>[] = [];
  const byField = new Map<string, Leaf<T>[]>();
  for (const { leaf, fields } of needed) {
    const best = fields.reduce<{ readonly field: string; readonly score: number } | undefined>((top, field) => {
      const found = score(leaf, field);
      return top === undefined || found > top.score ? { field, score: found } : top;
    }, undefined);
    if (best === undefined) always.push(leaf);
    else {
      const list = byField.get(best.field);
      if (list === undefined) byField.set(best.field, [leaf]);
      else list.push(leaf);
    }
  }
  const parts: LeafIndex<T>[] = [];
  for (const [field, list] of byField) {
    // A field that decides nothing by equality holds any number of values: learning them helps no one.
    if (list.length <= FEW && !keyed.has(field)) always.push(...list);
    else parts.push(fieldIndex(field, list, (open) => leafIndex(open, depth + 1)));
  }
  if (always.length > 0) parts.push(tryAll(always));
  const [first, second] = parts;
  if (parts.length === 2 && first !== undefined && second !== undefined)
    return (event, visit) => {
      first(event, visit);
      second(event, visit);
    };
  return (event, visit) => {
    for (const part of parts) part(event, visit);
  };
};
