/**
 * Two packs compared, in the words of somebody who watches alerts.
 * @module
 */
import { changedQueries } from './diff-queries.js';
import { MANIFEST_FILE, sha256, type Manifest, type ManifestRule } from './manifest.js';
import type { PackFiles } from './pack-files.js';

/** A pack that was read. */
export interface ReadPack {
  readonly files: PackFiles;
  readonly manifest: Manifest;
}

const byId = (rules: readonly ManifestRule[]): ReadonlyMap<string, ManifestRule> =>
  new Map(rules.map((rule) => [rule.id, rule]));

const name = (rule: ManifestRule): string =>
  `${rule.priority === undefined ? '' : `${rule.priority} `}${rule.id} (${rule.title})`;

const ruleChanges = (before: ManifestRule, after: ManifestRule): readonly string[] => {
  const lines: string[] = [];
  if (before.version !== after.version)
    lines.push(`rule ${name(after)}: version ${before.version} is now ${after.version}`);
  if (before.title !== after.title) lines.push(`rule ${after.id}: title "${before.title}" is now "${after.title}"`);
  if (before.level !== after.level) lines.push(`rule ${name(after)}: severity ${before.level} is now ${after.level}`);
  if (before.priority !== after.priority) {
    lines.push(`rule ${name(after)}: priority ${before.priority ?? 'none'} is now ${after.priority ?? 'none'}`);
  }
  for (const key of new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])) {
    const [old, now] = [before.parameters[key], after.parameters[key]];
    if (old === now) continue;
    if (old === undefined) lines.push(`rule ${name(after)}: new parameter ${key} = ${String(now)}`);
    else if (now === undefined) lines.push(`rule ${name(after)}: parameter ${key} is gone`);
    else lines.push(`rule ${name(after)}: ${key} ${String(old)} is now ${String(now)}`);
  }
  for (const target of ['splunk', 'elastic', 'sentinel', 'datadog'] as const) {
    const [old, now] = [before.targets[target]?.form ?? 'none', after.targets[target]?.form ?? 'none'];
    if (old !== now) lines.push(`rule ${name(after)} in ${target}: ${old} is now ${now}`);
  }
  return lines;
};

const ruleLines = (before: Manifest, after: Manifest): readonly string[] => {
  const [old, now] = [byId(before.rules), byId(after.rules)];
  return [
    ...[...now.values()].filter(({ id }) => !old.has(id)).map((rule) => `new rule ${name(rule)}, ${rule.level}`),
    ...[...old.values()].filter(({ id }) => !now.has(id)).map((rule) => `rule ${name(rule)} is gone: its alerts stop`),
    ...[...now.values()].flatMap((rule) => {
      const earlier = old.get(rule.id);
      return earlier === undefined ? [] : ruleChanges(earlier, rule);
    }),
  ];
};

const dashboardLines = (before: Manifest, after: Manifest): readonly string[] =>
  after.dashboards.flatMap((dashboard) => {
    const earlier = before.dashboards.find(({ id }) => id === dashboard.id);
    if (earlier === undefined) return [`new dashboard ${dashboard.id}`];
    return [
      ...dashboard.panels
        .filter((panel) => !earlier.panels.includes(panel))
        .map((panel) => `dashboard ${dashboard.id}: new panel ${panel}`),
      ...earlier.panels
        .filter((panel) => !dashboard.panels.includes(panel))
        .map((panel) => `dashboard ${dashboard.id}: panel ${panel} is gone`),
    ];
  });

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

const fieldLines = (before: PackFiles, after: PackFiles): readonly string[] => {
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

/** Rules whose text is another, with a word where neither version nor parameters say so. */
const queryLines = (before: ReadPack, after: ReadPack): readonly string[] => {
  const [old, now] = [byId(before.manifest.rules), byId(after.manifest.rules)];
  return [...changedQueries(before.files, after.files)].flatMap(([id, targets]) => {
    const [earlier, rule] = [old.get(id), now.get(id)];
    if (earlier === undefined || rule === undefined) return [];
    const silent = ruleChanges(earlier, rule).length === 0 ? ' (same version and parameters)' : '';
    return [`rule ${name(rule)}: its query changed in ${targets.join(', ')}${silent}`];
  });
};

const KEPT = { retentionDays: 'events', phiRetentionDays: 'events that touched protected health information' } as const;

const settingLines = (before: Manifest, after: Manifest): readonly string[] => {
  const [old, now] = [before, after].map(({ settings }) => settings as Readonly<Record<string, unknown>>);
  return [
    ...Object.entries(KEPT).flatMap(([key, what]) =>
      old?.[key] === now?.[key] ? [] : [`${what} are kept ${String(now?.[key])} days instead of ${String(old?.[key])}`],
    ),
    ...(JSON.stringify(old?.['notify']) === JSON.stringify(now?.['notify'])
      ? []
      : ['the channels that alerts go to are others']),
  ];
};

/** Files that changed without any of the above: how many, by folder. */
const fileLines = (before: PackFiles, after: PackFiles): readonly string[] => {
  const folders = new Map<string, { changed: number; added: number; removed: number }>();
  const count = (file: string, what: 'changed' | 'added' | 'removed'): void => {
    const folder = file.includes('/') ? (file.split('/')[0] ?? file) : file;
    const counts = folders.get(folder) ?? { changed: 0, added: 0, removed: 0 };
    counts[what] += 1;
    folders.set(folder, counts);
  };
  for (const [file, text] of after) {
    const earlier = before.get(file);
    if (file === MANIFEST_FILE) continue;
    if (earlier === undefined) count(file, 'added');
    else if (sha256(earlier) !== sha256(text)) count(file, 'changed');
  }
  for (const file of before.keys()) if (!after.has(file)) count(file, 'removed');
  return [...folders].map(
    ([folder, { changed, added, removed }]) => `files in ${folder}: ${changed} changed, ${added} new, ${removed} gone`,
  );
};

/** What a team will notice after the upgrade, most important first; empty when the packs are the same. */
export const diffPacks = (before: ReadPack, after: ReadPack): readonly string[] => [
  ...(before.manifest.version === after.manifest.version
    ? []
    : [`pack ${before.manifest.version} is now ${after.manifest.version}`]),
  ...(before.manifest.schema.range === after.manifest.schema.range
    ? []
    : [`event schema ${before.manifest.schema.range} is now ${after.manifest.schema.range}`]),
  ...ruleLines(before.manifest, after.manifest),
  ...queryLines(before, after),
  ...settingLines(before.manifest, after.manifest),
  ...fieldLines(before.files, after.files),
  ...dashboardLines(before.manifest, after.manifest),
  ...fileLines(before.files, after.files),
];
