/**
 * Scans a document: one JSON value, or lines of NDJSON and text.
 * @module
 */
import type { SecretFinding, SecretScanner } from './finding.js';
import { locateJson } from './json-lines.js';

/** A finding with the line it stands on, from 1. */
export interface LineFinding extends SecretFinding {
  readonly line: number;
}

/** Told of a string that was scanned only up to the cap. */
export type OnCapped = (line: number, path: string) => void;

const KEY_OPENS = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-/;
const KEY_CLOSES = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY|Private-MAC:/;
const MAX_KEY_LINES = 512;

const parseContainer = (text: string): { readonly value: unknown } | undefined => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/** Scans one JSON value; `text` is what it was parsed from and gives the lines. */
export const scanJson = (
  scanner: SecretScanner,
  text: string,
  value: unknown,
  onCapped: OnCapped,
): readonly LineFinding[] => {
  const { findings, capped } = scanner.scan(value);
  if (findings.length === 0 && capped.length === 0) return [];
  const lineOf = locateJson(text);
  for (const path of capped) onCapped(lineOf(path), path);
  return findings
    .map((finding) => ({ line: lineOf(finding.path), ...finding }))
    .sort((left, right) => left.line - right.line);
};

/**
 * Scans lines as they come: a line that holds a JSON object or array by its fields, any other as text.
 * A private key that spans lines is found too, at its first line.
 */
export async function* scanLines(
  scanner: SecretScanner,
  lines: AsyncIterable<string> | Iterable<string>,
  onCapped: OnCapped,
): AsyncGenerator<LineFinding> {
  let number = 0;
  let key: string[] = [];

  const flushKey = (): readonly LineFinding[] => {
    const text = key.join('\n');
    const line = number - key.length + 1;
    key = [];
    return scanner.scan(text).findings.map((finding) => ({ line, ...finding }));
  };

  for await (const line of lines) {
    number += 1;
    const document = parseContainer(line);
    const { redacted, findings, capped } = scanner.scan(document === undefined ? line : document.value);
    for (const path of capped) onCapped(number, path);
    for (const finding of findings) yield { line: number, ...finding };
    if (document !== undefined) continue;
    // Redacted already, so that what was found on one line is not found again in the key's text.
    const text = redacted as string;
    if (key.length > 0 || KEY_OPENS.test(text)) key.push(text);
    if (key.length > 0 && (KEY_CLOSES.test(text) || key.length >= MAX_KEY_LINES)) yield* flushKey();
  }
  if (key.length > 0) yield* flushKey();
}
