/**
 * CHANGELOG.md of a pack: a section a version. Older sections are kept as they stand; the newest is written anew.
 * @module
 */
import type { ManifestRule } from './manifest.js';

/** Name inside the pack. */
export const CHANGELOG_FILE = 'CHANGELOG.md';

const HEAD =
  '# Changes\n\nOne line for each rule of a version; a rule with a new version number raises other alerts than before.\n';

const lineOf = ({ id, version, level, priority }: ManifestRule): string =>
  `- ${id} ${version}, ${level}${priority === undefined ? '' : `, ${priority}`}`;

/** Sections of an existing changelog by version, newest first. */
const sectionsOf = (text: string): readonly (readonly [string, string])[] =>
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]?.trim() ?? '', `## ${section.trimEnd()}\n`] as const);

const versionsIn = (section: string): ReadonlyMap<string, string> =>
  new Map([...section.matchAll(/^- (\S+) (\d+\.\d+\.\d+),/gm)].map(([, id = '', version = '']) => [id, version]));

const changes = (earlier: string | undefined, rules: readonly ManifestRule[]): readonly string[] => {
  if (earlier === undefined) return [];
  const before = versionsIn(earlier);
  const now = new Set(rules.map(({ id }) => id));
  return [
    ...rules.filter(({ id }) => !before.has(id)).map(({ id }) => `New: ${id}.`),
    ...rules
      .filter(({ id, version }) => before.has(id) && before.get(id) !== version)
      .map(({ id, version }) => `Changed: ${id}, ${before.get(id) ?? ''} to ${version}.`),
    ...[...before.keys()].filter((id) => !now.has(id)).map((id) => `Gone: ${id}.`),
  ];
};

/** Text of the changelog for this version, given the one that stands in the pack now. */
export const changelog = (existing: string | undefined, version: string, rules: readonly ManifestRule[]): string => {
  const older = sectionsOf(existing ?? '').filter(([name]) => name !== version);
  const changed = changes(older[0]?.[1], rules);
  const section = [
    `## ${version}\n`,
    ...(changed.length === 0 ? [] : [`${changed.join(' ')}\n`]),
    `${rules.map(lineOf).join('\n')}\n`,
  ];
  return [HEAD, ...section, ...older.map(([, text]) => text)].join('\n');
};
