/**
 * The `pack` section of agent-siem.config.yml: retention and channels.
 * @module
 */
import { AgentSiemError } from '../error.js';
import { mapOf, numberOf, refuseOtherKeys, textOf } from '../rules/parse/read-map.js';
import { sourceFile, type SourceFile } from '../rules/parse/source-file.js';
import { parseYaml, type YamlMap, type YamlNode } from '../rules/parse/yaml-tree.js';
import type { Channel, ChannelKind, Notify } from './notify.js';
import { DEFAULT_SETTINGS, type PackSettings } from './settings.js';

const KINDS: readonly ChannelKind[] = ['page', 'chat', 'email', 'webhook', 'ticket'];
const KEYS = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'critical', 'high', 'medium', 'low', 'informational'];

/** Oldest retention anybody is bound to: ten years of leap years included, and a little. */
const MAX_DAYS = 4383;

const days = (source: SourceFile, map: YamlMap, key: string, fallback: number): number => {
  const value = numberOf(source, map, key) ?? fallback;
  if (Number.isInteger(value) && value >= 30 && value <= MAX_DAYS) return value;
  source.report(map.offset, {
    code: 'config.value',
    message: `${key} is a whole number of days from 30 to ${MAX_DAYS}`,
  });
  return fallback;
};

const channelOf = (source: SourceFile, node: YamlNode): readonly Channel[] => {
  if (node.kind !== 'map') {
    source.report(node.offset, { code: 'config.value', message: 'a channel is a mapping with kind and names' });
    return [];
  }
  refuseOtherKeys(source, node, ['kind', 'splunk', 'elastic', 'to', 'sentinel', 'datadog'], 'a channel');
  const kind = KINDS.find((one) => one === textOf(source, node, 'kind'));
  if (kind === undefined) {
    source.report(node.offset, { code: 'config.value', message: `kind is one of ${KINDS.join(', ')}` });
    return [];
  }
  const names = Object.fromEntries(
    ['splunk', 'elastic', 'sentinel', 'datadog'].flatMap((target) => {
      const name = textOf(source, node, target);
      return name === undefined ? [] : [[target, name]];
    }),
  );
  const to = (textOf(source, node, 'to') ?? '').split(/[\s,]+/).filter((address) => address !== '');
  if (to.some((address) => !/^[^@\s]+@[^@\s]+$/.test(address))) {
    source.report(node.offset, { code: 'config.value', message: 'to is an e-mail address, or several with commas' });
  }
  if (kind === 'email' && 'elastic' in names && to.length === 0) {
    source.report(node.offset, {
      code: 'config.value',
      message: 'an e-mail connector of Elastic does not know its recipients: add to: soc@example.com',
    });
  }
  return [{ kind, ...names, ...(to.length === 0 ? {} : { to }) }];
};

const notifyOf = (source: SourceFile, map: YamlMap | undefined): Notify => {
  if (map !== undefined) refuseOtherKeys(source, map, KEYS, 'notify');
  return Object.fromEntries(
    (map?.entries ?? []).map(({ key, value }) => {
      const items = value.kind === 'list' ? value.items : [value];
      return [key, items.flatMap((item) => channelOf(source, item))];
    }),
  );
};

/**
 * Settings of a configuration file's text.
 * @throws AgentSiemError with the place of what is wrong
 */
export const readSettings = (file: string, text: string): PackSettings => {
  const source = sourceFile(file, text);
  const [tree] = parseYaml(source);
  const section = tree?.kind === 'map' ? mapOf(source, tree, 'pack') : undefined;
  if (section === undefined) return DEFAULT_SETTINGS;
  refuseOtherKeys(source, section, ['retention_days', 'phi_retention_days', 'notify'], 'pack');
  const settings: PackSettings = {
    retentionDays: days(source, section, 'retention_days', DEFAULT_SETTINGS.retentionDays),
    phiRetentionDays: days(source, section, 'phi_retention_days', DEFAULT_SETTINGS.phiRetentionDays),
    notify: notifyOf(source, mapOf(source, section, 'notify')),
  };
  const issue = source.issues[0];
  if (issue !== undefined) throw new AgentSiemError(issue.message, issue);
  return settings;
};
