/**
 * Lengths of time in YAML.
 * @module
 */
import { parseDuration } from '../duration.js';
import { entryOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

/** A length of time of a key, in milliseconds; `none` is 0 where allowed. */
export const durationOf = (source: SourceFile, map: YamlMap, key: string, zero = false): number | undefined => {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  if (zero && /^(?:0|none|0[smhd])$/.test(text)) return 0;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    source.report(entry.value.offset, {
      code: 'value.duration',
      message: `${key} is not a length of time`,
      mend: 'Write a number and s, m, h or d, such as 90m.',
    });
  }
  return milliseconds;
};
