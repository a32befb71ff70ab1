/**
 * Sigma's keys that describe a rule and change nothing of when it fires: status, dates, related rules, tags. What is
 * wrong with them is a warning: rules that other tools accept are read.
 * @module
 */
import { isDay } from '../calendar-day.js';
import { childOf, entryOf, textIn, textItems } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

const STATUSES: readonly string[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];
const RELATIONS: readonly string[] = ['derived', 'obsolete', 'merged', 'renamed', 'similar'];
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;
/** As id, of whatever version. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Warn = (offset: number, code: string, message: string, mend: string) => void;

const checkStatus = (document: YamlMap, warn: Warn): void => {
  const node = childOf(document, 'status');
  if (node === undefined || STATUSES.includes(textIn(node))) return;
  warn(node.offset, 'metadata.status', 'status is not one of its values', `Use one of: ${STATUSES.join(', ')}.`);
};

/** Up to 2024 Sigma wrote its dates with slashes; day and month were always two digits. */
const dashed = (text: string): string => text.replaceAll('/', '-');

const checkDate = (document: YamlMap, key: 'date' | 'modified', warn: Warn): void => {
  const node = childOf(document, key);
  const text = textIn(node);
  if (node === undefined || isDay(text)) return;
  warn(
    node.offset,
    'metadata.date',
    `${key} is not a day`,
    `Write it as ${isDay(dashed(text)) ? dashed(text) : 'YYYY-MM-DD'}.`,
  );
};

const checkRelated = (document: YamlMap, warn: Warn): void => {
  const node = childOf(document, 'related');
  if (node === undefined) return;
  const form = 'Write `related: [{id: <UUID>, type: derived}]`.';
  if (node.kind !== 'list') {
    warn(node.offset, 'metadata.related', 'related is a list of rules', form);
    return;
  }
  for (const item of node.items) {
    const [id, type] = item.kind === 'map' ? [entryOf(item, 'id'), entryOf(item, 'type')] : [];
    if (!UUID.test(textIn(id?.value))) {
      warn(id?.value.offset ?? item.offset, 'metadata.related', 'a related rule has a UUID as its id', form);
    }
    if (!RELATIONS.includes(textIn(type?.value))) {
      const mend = `type is one of: ${RELATIONS.join(', ')}.`;
      warn(type?.value.offset ?? item.offset, 'metadata.related', 'a related rule says how it is related', mend);
    }
  }
};

const checkTags = (document: YamlMap, warn: Warn): void => {
  for (const { text, offset } of textItems(document, 'tags')) {
    if (TAG.test(text)) continue;
    const mend = 'Write namespace and name in lower case, such as attack.t1059.001.';
    warn(offset, 'metadata.tag', 'a tag is a namespace, a dot and a name', mend);
  }
};

/** Warns of every descriptive key that is not as Sigma 2.1 has it. */
export const checkDescriptiveKeys = (source: SourceFile, document: YamlMap): void => {
  const warn: Warn = (offset, code, message, mend) => {
    source.report(offset, { code, severity: 'warning', message, mend });
  };
  checkStatus(document, warn);
  checkDate(document, 'date', warn);
  checkDate(document, 'modified', warn);
  checkRelated(document, warn);
  checkTags(document, warn);
};
