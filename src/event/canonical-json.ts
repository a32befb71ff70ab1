/**
 * RFC 8785 canonical JSON and digests over it.
 * @module
 */
import { createHmac, hash } from 'node:crypto';
import { AgentSiemError } from '../error.js';

const MAX_DEPTH = 256;

const refuse = (what: string, path: string): never => {
  throw new AgentSiemError(`${what} has no canonical JSON form`, {
    code: 'canonical-json.unsupported',
    field: path === '' ? undefined : path,
    mend: 'Pass plain JSON values: objects, arrays, strings, finite numbers, booleans, null.',
  });
};

/** Text that JSON leaves as it is. */
const PLAIN = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/;

const quote = (text: string, path: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) refuse('a string with a lone surrogate', path);
  return JSON.stringify(text);
};

const write = (value: unknown, path: string, depth: number): string => {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return quote(value, path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? String(value) : refuse('a number that is not finite', path);
    case 'object':
      break;
    default:
      return refuse(`a ${typeof value}`, path);
  }
  if (depth >= MAX_DEPTH) refuse(`nesting deeper than ${String(MAX_DEPTH)} levels`, path);
  if (Array.isArray(value)) {
    // A hole or undefined in an array becomes null, as in JSON.stringify.
    const parts = Array.from(value as unknown[], (item, index) =>
      write(item === undefined ? null : item, `${path}[${String(index)}]`, depth + 1),
    );
    return `[${parts.join(',')}]`;
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return write((toJSON as () => unknown).call(value), path, depth + 1);
  const record = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item === undefined) continue;
    const childPath = path === '' ? key : `${path}.${key}`;
    parts.push(`${quote(key, childPath)}:${write(item, childPath, depth + 1)}`);
  }
  return `{${parts.join(',')}}`;
};

/**
 * RFC 8785 canonical JSON: keys sorted by UTF-16 code units, ECMAScript numbers, no white space.
 * `undefined` members are left out, as JSON.stringify does.
 * @throws AgentSiemError `canonical-json.unsupported` for values JSON cannot carry, lone surrogates and nesting deeper than 256.
 */
export const canonicalJson = (value: unknown): string => write(value, '', 0);

/**
 * `sha256:` and 64 hex digits, or `hmac-sha256:` and 64 hex digits where a key is given.
 * @param text Hashed as UTF-8.
 */
export const digest = (text: string | Uint8Array, key?: Uint8Array | string): string =>
  key === undefined
    ? `sha256:${hash('sha256', text, 'hex')}`
    : `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;
