/**
 * `agent_siem.targets`: what a SIEM cannot say exactly and the rule accepts.
 * @module
 */
import type { RuleMetadata } from '../ir.js';
import { listOf, mapOf, refuseOtherKeys, textOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

const TARGETS: readonly string[] = ['splunk', 'elastic', 'sentinel', 'datadog'];

/** Target to the constructs it accepts. */
export const acceptOf = (source: SourceFile, block: YamlMap): RuleMetadata['accept'] => {
  const targets = mapOf(source, block, 'targets');
  if (targets === undefined) return {};
  refuseOtherKeys(source, targets, TARGETS, 'targets');
  return Object.fromEntries(
    targets.entries.flatMap(({ key }) => {
      const target = mapOf(source, targets, key);
      if (target === undefined) return [];
      refuseOtherKeys(source, target, ['accept'], `targets.${key}`);
      const list = listOf(source, target, 'accept');
      if (list === undefined) return [];
      const accepted = list.items.flatMap((item) => {
        if (item.kind === 'map') refuseOtherKeys(source, item, ['construct', 'reason'], 'an accepted construct');
        const construct = item.kind === 'map' ? textOf(source, item, 'construct') : undefined;
        const reason = item.kind === 'map' ? textOf(source, item, 'reason') : undefined;
        if (construct !== undefined && reason !== undefined) return [{ construct, reason }];
        source.report(item.offset, {
          code: 'metadata.accept',
          message: 'an accepted construct has construct and reason',
          mend: 'Write `accept: [{construct: duplicates, reason: ...}]`.',
        });
        return [];
      });
      return [[key, accepted]];
    }),
  );
};
