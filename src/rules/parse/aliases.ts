/**
 * Aliases: one name for fields that are called otherwise in the events of each rule.
 * @module
 */
import type { CorrelationDraft } from './correlation.js';
import { givenText, mapOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

/** Aliases of a correlation section; what is no mapping of rules to fields is reported. */
export const readAliases = (
  source: SourceFile,
  section: YamlMap,
  groupBy: readonly string[],
): CorrelationDraft['aliases'] => {
  const aliases = mapOf(source, section, 'aliases');
  return new Map(
    (aliases?.entries ?? []).flatMap(({ key, offset, value }) => {
      if (!groupBy.includes(key)) {
        source.report(offset, {
          code: 'correlation.alias',
          severity: 'warning',
          message: `group-by does not name the alias ${key}: it has no effect`,
          mend: 'Look for a slip in one of the two, or remove the alias.',
        });
      }
      if (value.kind === 'map') {
        return [
          [
            key,
            new Map(
              value.entries.flatMap((entry) => {
                const field = givenText(source, value, entry.key);
                return field === undefined ? [] : [[entry.key, field] as const];
              }),
            ),
          ] as const,
        ];
      }
      source.report(offset, {
        code: 'correlation.alias',
        message: `alias ${key} maps rules to fields`,
        mend: `Write \`${key}: {rule_a: identity.user_id, rule_b: identity.email}\`.`,
      });
      return [];
    }),
  );
};
