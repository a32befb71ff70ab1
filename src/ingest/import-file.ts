/**
 * Records of a file, whatever way it was written.
 * @module
 */
import { AgentSiemError } from '../error.js';
import { linesOf } from './file-lines.js';
import { jsonFault } from './json-fault.js';
import type { DecodedRecord } from './log-record.js';
import { recordsIn } from './plain-record.js';

/** A record with its line, or what is wrong with a line. */
export type FileItem =
  | { readonly kind: 'record'; readonly line: number; readonly record: DecodedRecord }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'error'; readonly error: AgentSiemError };

/** Longest line, and longest document that spans several lines. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

const badInput = (message: string, file: string, line: number, column?: number, mend?: string): FileItem => ({
  kind: 'error',
  error: new AgentSiemError(message, { code: 'import.bad-input', file, line, column, mend }),
});

const itemsOf = function* (value: unknown, file: string, line: number): Generator<FileItem, void, undefined> {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) yield* itemsOf(item, file, line);
    return;
  }
  try {
    const content = recordsIn(value);
    if (content.kind === 'records') {
      for (const record of content.records) yield { kind: 'record', line, record };
    } else if (content.kind === 'other-signal') {
      yield { kind: 'skipped', reason: 'metrics or traces' };
    } else {
      yield badInput('neither an OTLP logs request nor a log record', file, line);
    }
  } catch (error) {
    if (!(error instanceof AgentSiemError)) throw error;
    const { message, code, field, mend } = error;
    yield { kind: 'error', error: new AgentSiemError(message, { code, field, mend, file, line }) };
  }
};

type Parsed = { readonly value: unknown } | { readonly offset: number };

const parse = (text: string): Parsed => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { offset: jsonFault(text) ?? 0 };
  }
};

const NOT_JSON_MEND = 'Give OTLP JSON, one object a line or one document.';

const itemsOfLine = function* (text: string, file: string, line: number): Generator<FileItem, void, undefined> {
  if (text.trim() === '') return;
  const parsed = parse(text);
  if ('value' in parsed) yield* itemsOf(parsed.value, file, line);
  else yield badInput('not JSON', file, line, parsed.offset + 1, NOT_JSON_MEND);
};

interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * Reads a file of one request or record a line, or of one JSON document (an object or a list) over several lines.
 * Lines are read as they come; a document that spans lines is held as a whole, up to 256 MB. A line that cannot be read
 * is reported with its place and the rest is read on.
 * @param file Name for the reports.
 */
export const readLogFile = async function* (
  chunks: AsyncIterable<Buffer>,
  file: string,
): AsyncGenerator<FileItem, void, undefined> {
  // Lines of a first value that does not end on its own line; undefined once lines stand for themselves.
  let document: Line[] | undefined = [];
  let bytes = 0;
  for await (const { number, text } of linesOf(chunks, MAX_LINE_BYTES)) {
    if (text === undefined) {
      yield badInput(`a line longer than ${String(MAX_LINE_BYTES)} bytes`, file, number);
      continue;
    }
    if (document === undefined) {
      yield* itemsOfLine(text, file, number);
      continue;
    }
    if (document.length === 0 && text.trim() === '') continue;
    if (document.length === 0) {
      const parsed = parse(text);
      if ('value' in parsed) {
        document = undefined;
        yield* itemsOf(parsed.value, file, number);
        continue;
      }
    }
    document.push({ number, text });
    bytes += text.length;
    if (bytes > MAX_DOCUMENT_BYTES) {
      for (const line of document) yield* itemsOfLine(line.text, file, line.number);
      document = undefined;
    }
  }
  if (document === undefined || document.length === 0) return;
  const parsed = parse(document.map(({ text }) => text).join('\n'));
  if ('value' in parsed) {
    yield* itemsOf(parsed.value, file, document[0]?.number ?? 1);
    return;
  }
  // Either one broken document, or lines of which the first is broken: in the second case other lines stand alone.
  const standAlone = document.some(({ text }, index) => {
    if (index === 0 || !text.startsWith('{')) return false;
    const line = parse(text);
    return 'value' in line;
  });
  if (standAlone || document.length === 1) {
    for (const { number, text } of document) yield* itemsOfLine(text, file, number);
    return;
  }
  yield brokenDocument(document, parsed.offset, file);
};

const brokenDocument = (document: readonly Line[], offset: number, file: string): FileItem => {
  let rest = offset;
  for (const { number, text } of document) {
    if (rest <= text.length) return badInput('not JSON', file, number, rest + 1, NOT_JSON_MEND);
    rest -= text.length + 1;
  }
  return badInput(
    'not JSON: the document ends too early',
    file,
    document.at(-1)?.number ?? 1,
    undefined,
    NOT_JSON_MEND,
  );
};
