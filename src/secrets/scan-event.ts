/**
 * Scanning an event for secrets, without scanning again what was clean the last time.
 * @module
 */
import { FIELDS, TOP_LEVEL_KEYS } from '../event/index.js';
import type { ScanResult, SecretScanner } from './finding.js';

type Plain = Readonly<Record<string, unknown>>;

/** Strings seen clean at one path. Names, ids and policies repeat from event to event. */
type Seen = Set<string>;

const MAX_SEEN = 1024;
const MAX_LENGTH = 128;

/** Values of these fields that have the shape the schema asks for cannot be secrets. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  event_id: /^evt_[0-9A-HJKMNP-TV-Z]{26}$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  schema_version: /^\d+\.\d+\.\d+$/,
  trace_id: /^[0-9a-f]{32}$/,
  span_id: /^[0-9a-f]{16}$/,
};
const HASH = /^(?:sha256|hmac-sha256):[0-9a-f]{64}$/;

interface Leaf {
  readonly shape: RegExp | undefined;
  readonly seen: Seen;
}

const leavesOf = (): ReadonlyMap<string, ReadonlyMap<string, Leaf>> => {
  const groups = new Map<string, Map<string, Leaf>>();
  for (const { group, name, hash } of FIELDS) {
    const leaves = groups.get(group) ?? new Map<string, Leaf>();
    leaves.set(name, { shape: group === '' ? SHAPES[name] : hash === true ? HASH : undefined, seen: new Set() });
    groups.set(group, leaves);
  }
  return groups;
};

const isClean = (value: unknown, leaf: Leaf): boolean => {
  if (typeof value === 'string') return leaf.seen.has(value) || leaf.shape?.test(value) === true;
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string' && leaf.seen.has(item));
  return value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean';
};

const remember = (value: unknown, leaf: Leaf): void => {
  for (const item of Array.isArray(value) ? value : [value]) {
    if (typeof item !== 'string' || item.length > MAX_LENGTH) continue;
    if (leaf.seen.size >= MAX_SEEN) leaf.seen.clear();
    leaf.seen.add(item);
  }
};

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A scanner of drafts; findings and paths are those of the scanner underneath. */
export const createEventScan = (scanner: SecretScanner): (<T extends object>(draft: T) => ScanResult<T>) => {
  const groups = leavesOf();
  const envelope = groups.get('') ?? new Map<string, Leaf>();
  const known = new Set(TOP_LEVEL_KEYS);

  /** What of a group must be scanned: unseen strings, unknown names, values of a wrong type. */
  const unseenIn = (group: Plain, leaves: ReadonlyMap<string, Leaf>): Record<string, unknown> | undefined => {
    let unseen: Record<string, unknown> | undefined;
    for (const name in group) {
      const leaf = leaves.get(name);
      if (leaf !== undefined && isClean(group[name], leaf)) continue;
      (unseen ??= {})[name] = group[name];
    }
    return unseen;
  };

  const unseenOf = (draft: Plain): Record<string, unknown> | undefined => {
    let unseen: Record<string, unknown> | undefined;
    for (const key in draft) {
      const value = draft[key];
      const leaf = envelope.get(key);
      if (leaf !== undefined) {
        if (!isClean(value, leaf)) (unseen ??= {})[key] = value;
        continue;
      }
      const leaves = known.has(key) ? groups.get(key) : undefined;
      const part = leaves !== undefined && isPlain(value) ? unseenIn(value, leaves) : value;
      if (part !== undefined && part !== null) (unseen ??= {})[key] = part;
    }
    return unseen;
  };

  const rememberAll = (unseen: Plain): void => {
    for (const [key, value] of Object.entries(unseen)) {
      const leaf = envelope.get(key);
      if (leaf !== undefined) remember(value, leaf);
      else if (isPlain(value)) {
        for (const [name, item] of Object.entries(value)) {
          const inner = groups.get(key)?.get(name);
          if (inner !== undefined) remember(item, inner);
        }
      }
    }
  };

  return (draft) => {
    const unseen = unseenOf(draft as Plain);
    if (unseen === undefined) return { redacted: draft, findings: [], capped: [] };
    const part = scanner.scan(unseen);
    // Names beside a value may matter to what is found in it: with a finding the whole draft is scanned.
    if (part.redacted !== unseen || part.findings.length > 0 || part.capped.length > 0) return scanner.scan(draft);
    rememberAll(unseen);
    return { redacted: draft, findings: [], capped: [] };
  };
};
