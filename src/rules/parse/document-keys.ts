/**
 * Keys of a document. Sigma lets a rule carry keys of its own; one that is nearly a key of Sigma or of this package is a
 * slip, and what it was to say would be lost without a word.
 * @module
 */
import { nearest } from '../nearest.js';
import type { SourceFile } from './source-file.js';
import type { YamlEntry, YamlMap } from './yaml-tree.js';

/** Keys that change what a rule does, or how it is read. */
const DECIDING: readonly string[] = ['agent_siem', 'taxonomy', 'generate', 'detection', 'correlation', 'filter'];
const KEYS: readonly string[] = [
  ...DECIDING,
  'title',
  'id',
  'name',
  'related',
  'status',
  'description',
  'license',
  'author',
  'references',
  'date',
  'modified',
  'logsource',
  'fields',
  'falsepositives',
  'level',
  'tags',
  'scope',
];
const LOGSOURCE_KEYS: readonly string[] = ['category', 'product', 'service', 'definition'];

/** The key that was meant: a few letters away, or written with a hyphen. */
const meant = (key: string, known: readonly string[]): string | undefined =>
  nearest(key, known, key.length < 6 ? 1 : 2);

const slip = (source: SourceFile, { key, offset }: YamlEntry, mend: string, severity: 'error' | 'warning'): void => {
  source.report(offset, { code: 'yaml.unknown-key', severity, message: `${key} is not read here`, mend });
};

const checkKey = (source: SourceFile, entry: YamlEntry, blockKeys: readonly string[], foreign: boolean): void => {
  const { key } = entry;
  if (!foreign && blockKeys.includes(key)) {
    slip(source, entry, `Move it into agent_siem.`, 'error');
    return;
  }
  const near = meant(key, KEYS);
  if (near !== undefined) {
    // No other tool knows agent_siem.
    const decides = near === 'agent_siem' || (!foreign && DECIDING.includes(near));
    slip(source, entry, `Did you mean ${near}?`, decides ? 'error' : 'warning');
  } else if (!foreign) slip(source, entry, `Remove it; keys of a document: ${KEYS.join(', ')}.`, 'warning');
};

/**
 * Reports slips among the keys of a document and of its log source. `foreign`: a rule of other people, whose own keys are
 * their business. `blockKeys`: what belongs into `agent_siem`.
 */
export const checkDocumentKeys = (
  source: SourceFile,
  document: YamlMap,
  blockKeys: readonly string[],
  foreign: boolean,
): void => {
  for (const entry of document.entries) {
    if (!KEYS.includes(entry.key)) checkKey(source, entry, blockKeys, foreign);
  }
  const logsource = document.entries.find(({ key }) => key === 'logsource')?.value;
  if (logsource?.kind !== 'map') return;
  const isFilter = document.entries.some(({ key }) => key === 'filter');
  for (const entry of logsource.entries) {
    if (LOGSOURCE_KEYS.includes(entry.key)) continue;
    const near = meant(entry.key, LOGSOURCE_KEYS);
    // A filter without one of its restrictions hides more.
    if (near !== undefined) slip(source, entry, `Did you mean ${near}?`, isFilter ? 'error' : 'warning');
    else if (!foreign) slip(source, entry, `Keys of a logsource: ${LOGSOURCE_KEYS.join(', ')}.`, 'warning');
  }
};
