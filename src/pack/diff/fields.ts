/**
 * Event fields of two packs compared, by the index mapping.
 * @module
 */
import type { PackFiles } from '../pack-files.js';

/** Names of fields an index mapping or table lists; a renamed or retyped one breaks what customers built on it. */
const fieldTypes = (files: PackFiles): ReadonlyMap<string, string> => {
  const text = files.get('elastic/component-template-mappings.json');
  const types = new Map<string, string>();
  const walk = (properties: unknown, prefix: string): void => {
    if (typeof properties !== 'object' || properties === null) return;
    for (const [key, value] of Object.entries(properties as Record<string, { type?: unknown; properties?: unknown }>)) {
      if (value.properties === undefined) types.set(prefix + key, String(value.type));
      else walk(value.properties, `${prefix}${key}.`);
    }
  };
  if (text === undefined) return types;
  const template = JSON.parse(text) as { template?: { mappings?: { properties?: unknown } } };
  walk(template.template?.mappings?.properties, '');
  return types;
};

/** Fields that went and fields that came, paired where they stand in one group and hold one type. */
const renamedFields = (
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const gone = [...old].filter(([field]) => !now.has(field));
  const came = [...now].filter(([field]) => !old.has(field));
  const group = (field: string): string => field.slice(0, field.lastIndexOf('.') + 1);
  const alike = (list: readonly (readonly [string, string])[], field: string, type: string) =>
    list.filter(([other, otherType]) => otherType === type && group(other) === group(field));
  return new Map(
    gone.flatMap(([field, type]) => {
      const [candidate, ...more] = alike(came, field, type);
      // Two of a kind: which became which cannot be told.
      if (candidate === undefined || more.length > 0 || alike(gone, field, type).length > 1) return [];
      return [[field, candidate[0]]];
    }),
  );
};

/** New, renamed, retyped fields and those that are gone. */
export const fieldLines = (before: PackFiles, after: PackFiles): readonly string[] => {
  const [old, now] = [fieldTypes(before), fieldTypes(after)];
  const renamed = renamedFields(old, now);
  const names = new Set(renamed.values());
  return [
    ...[...renamed].map(
      ([field, name]) =>
        `field ${field} is now ${name}, it seems: searches and exceptions of yours that name ${field} find nothing`,
    ),
    ...[...now.keys()].filter((field) => !old.has(field) && !names.has(field)).map((field) => `new field ${field}`),
    ...[...old.keys()]
      .filter((field) => !now.has(field) && !renamed.has(field))
      .map((field) => `field ${field} is gone: searches and exceptions of yours that name it find nothing`),
    ...[...now].flatMap(([field, type]) => {
      const earlier = old.get(field);
      return earlier === undefined || earlier === type ? [] : [`field ${field}: type ${earlier} is now ${type}`];
    }),
  ];
};
