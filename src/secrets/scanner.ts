/**
 * Scans strings anywhere inside a value.
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { ScanLimits, ScanResult, SecretScanner } from './finding.js';
import { findInText } from './find-in-text.js';
import { isPlainObject, setMember, type Members } from './members.js';
import { createNameCache, MAX_NAMES } from './name-cache.js';
import type { NameFacts } from './name-facts.js';
import { judgeNamed } from './named-value.js';
import { createRedaction } from './redaction.js';
import { RANK_NAMED } from './text-hit.js';

/** Options of a scanner. */
export interface SecretScannerOptions {
  /** Key of the fingerprints; without it a random one, so that fingerprints compare within this scanner only. */
  readonly fingerprintKey?: Uint8Array | string;
  /** Longest string scanned, in UTF-16 units; default 262,144. What lies beyond is cut off and named in `capped`. */
  readonly maxStringLength?: number;
}

const DEFAULT_MAX_LENGTH = 262_144;
const MAX_DEPTH = 64;
const MAX_JSON_DEPTH = 4;
const MAX_NODES = 1_000_000;
const MAX_CUT = 4096;
const MIN_LENGTH = 4;
const KEY_BYTES = 32;

/** Where to cut a string so that no token is cut in two: half a secret would pass unseen. */
const cutBefore = (text: string, limit: number): number => {
  for (let at = limit; at > limit - MAX_CUT && at > 0; at -= 1) {
    if (/[\s"',;<>{}()[\]]/.test(text.charAt(at))) return at;
  }
  return Math.max(0, limit - MAX_CUT);
};

const joinPath = (parent: string, key: string): string => (parent === '' ? key : `${parent}.${key}`);

/** Makes a scanner; it keeps no state between scans but caches of names. */
export const createSecretScanner = (options: SecretScannerOptions = {}): SecretScanner => {
  const key = options.fingerprintKey ?? randomBytes(KEY_BYTES);
  const maxLength = options.maxStringLength ?? DEFAULT_MAX_LENGTH;
  const factsOf = createNameCache();
  const cleanKeys = new Set<string>();

  const scan = <T>(value: T, limits: ScanLimits = {}): ScanResult<T> => {
    let left = limits.maxCharacters ?? Infinity;
    const { findings, redact } = createRedaction(key);
    const capped: string[] = [];
    let nodes = 0;

    const scanJson = (text: string, path: string, layer: number): string => {
      if (layer >= MAX_JSON_DEPTH || !/^\s*[[{"]/.test(text)) return text;
      let inner: unknown;
      try {
        inner = JSON.parse(text);
      } catch {
        return text;
      }
      if (typeof inner !== 'object' && typeof inner !== 'string') return text;
      const redacted = walk(inner, path, '', undefined, 0, layer + 1);
      return redacted === inner ? text : JSON.stringify(redacted);
    };

    const scanString = (full: string, path: string, name: NameFacts | undefined, layer: number): string => {
      if (full.length < MIN_LENGTH) return full;
      let text = full;
      let note = '';
      const limit = Math.min(maxLength, left);
      if (full.length > limit) {
        capped.push(path);
        const cut = limit === 0 ? 0 : cutBefore(full, limit);
        text = full.slice(0, cut);
        note = `[TRUNCATED:${String(full.length - cut)} characters not scanned]`;
      }
      left -= text.length;
      // Inner JSON first, for precise paths; then the text as it stands, which duplicate keys cannot hide from.
      text = scanJson(text, path, layer);
      const hits = findInText(text);
      const own = name === undefined ? undefined : judgeNamed(name, text);
      if (own !== undefined) {
        const found = [{ type: own.type, value: text.slice(own.start, own.end) }];
        hits.push({ start: own.start, end: own.end, rank: RANK_NAMED, found });
      }
      return (hits.length === 0 ? text : redact(text, hits, path)) + note;
    };

    const scanKey = (name: string, path: string): string => {
      if (name.length < MIN_LENGTH || cleanKeys.has(name)) return name;
      const before = findings.length;
      const redacted = scanString(name, path, undefined, MAX_JSON_DEPTH);
      if (findings.length === before && redacted === name && name.length <= 64) {
        if (cleanKeys.size >= MAX_NAMES) cleanKeys.clear();
        cleanKeys.add(name);
      }
      return redacted;
    };

    const walkArray = (
      items: readonly unknown[],
      path: string,
      own: string,
      parent: string | undefined,
      depth: number,
      layer: number,
    ): unknown => {
      let copy: unknown[] | undefined;
      items.forEach((item, index) => {
        const previous: unknown = index > 0 ? items[index - 1] : undefined;
        // Command lines: the flag before names the value.
        const flag = typeof previous === 'string' && /^--?[a-z]/i.test(previous) ? previous.replace(/^-+/, '') : own;
        const next = walk(item, `${path}[${String(index)}]`, flag, parent, depth + 1, layer);
        if (next !== item) (copy ??= [...items])[index] = next;
      });
      return copy ?? items;
    };

    const walkObject = (source: Members, path: string, own: string, depth: number, layer: number): unknown => {
      let changed = false;
      const entries: [string, unknown][] = [];
      // Environment and header lists: {name: "API_KEY", value: "..."}.
      const label = source['name'] ?? source['key'];
      const named = typeof label === 'string' && 'value' in source ? label : undefined;
      for (const name of Object.keys(source)) {
        const item = source[name];
        const safe = scanKey(name, path);
        const next = walk(
          item,
          joinPath(path, safe),
          name === 'value' && named !== undefined ? named : name,
          own,
          depth + 1,
          layer,
        );
        if (safe !== name || next !== item) changed = true;
        entries.push([safe, next]);
      }
      if (!changed) return source;
      const copy: Members = {};
      for (const [name, item] of entries) {
        let free = name;
        for (let count = 2; Object.hasOwn(copy, free); count += 1) free = `${name}#${String(count)}`;
        setMember(copy, free, item);
      }
      return copy;
    };

    const walk = (
      item: unknown,
      path: string,
      own: string,
      parent: string | undefined,
      depth: number,
      layer: number,
    ): unknown => {
      nodes += 1;
      if (typeof item === 'string') {
        return scanString(item, path, own === '' ? undefined : factsOf(own, parent ?? ''), layer);
      }
      if (typeof item !== 'object' || item === null) return item;
      if (depth >= MAX_DEPTH || nodes > MAX_NODES || left <= 0) {
        capped.push(path);
        return '[TRUNCATED:too deep or too large to scan]';
      }
      if (Array.isArray(item)) return walkArray(item as unknown[], path, own, parent, depth, layer);
      return isPlainObject(item) ? walkObject(item, path, own, depth, layer) : item;
    };

    const redacted = walk(value, '', '', undefined, 0, 0) as T;
    return { redacted, findings, capped };
  };

  return { scan };
};
