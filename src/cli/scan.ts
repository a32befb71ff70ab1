/**
 * agent-siem scan: secrets in a file.
 * @module
 */
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { AgentSiemError } from '../error.js';
import { createSecretScanner, scanJson, scanLines, type LineFinding, type OnCapped } from '../secrets/index.js';
import type { RegisterCommand } from './command.js';
import { EXIT_FINDINGS } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

/** Largest file that is held whole to be read as one JSON document; beyond it lines are scanned as text. */
const MAX_WHOLE = 64 * 1024 * 1024;
const MAX_STRING = 4 * 1024 * 1024;
const MAX_LINE = 16 * 1024 * 1024;

interface Options {
  readonly keyFile?: string;
}

const unreadable = (file: string, cause: unknown): AgentSiemError =>
  new AgentSiemError('cannot be read', {
    code: 'scan.unreadable',
    file,
    mend: cause instanceof Error && 'code' in cause ? `The system says ${String(cause.code)}.` : undefined,
    cause,
  });

/** Text of a stream in pieces; refuses what is not text. */
async function* textOf(input: Readable, file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      if (decoder === undefined) {
        const wide = chunk[0] === 0xff && chunk[1] === 0xfe;
        if (!wide && chunk.includes(0)) {
          throw new AgentSiemError('not a text file', {
            code: 'scan.not-text',
            file,
            mend: 'Give JSON, NDJSON or text.',
          });
        }
        decoder = new TextDecoder(wide ? 'utf-16le' : 'utf-8');
      }
      yield decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    throw error instanceof AgentSiemError ? error : unreadable(file, error);
  }
  yield decoder?.decode() ?? '';
}

/** Lines of a text in pieces. A line beyond the cap is cut, and said to be. */
async function* linesOf(pieces: AsyncIterable<string>, onCapped: OnCapped): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  let number = 1;
  const add = (part: string): void => {
    if (length <= MAX_LINE && length + part.length > MAX_LINE) onCapped(number, '');
    if (length < MAX_LINE) parts.push(part.slice(0, MAX_LINE - length));
    length += part.length;
  };
  const take = (): string => {
    const line = parts.join('');
    parts = [];
    length = 0;
    number += 1;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
      add(piece.slice(from, at));
      yield take();
      from = at + 1;
    }
    add(piece.slice(from));
  }
  if (length > 0) yield take();
}

const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/** True when the first line is whole JSON and another follows: NDJSON, which needs no buffering. */
const isLines = (head: string): boolean => {
  const end = head.indexOf('\n');
  if (!/^\s*[[{"]/.test(head)) return end >= 0;
  return end >= 0 && parse(head.slice(0, end)) !== undefined && /\S/.test(head.slice(end));
};

async function* chain(head: readonly string[], rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* findIn(
  input: Readable,
  file: string,
  key: Uint8Array | undefined,
  onCapped: OnCapped,
): AsyncGenerator<LineFinding> {
  const scanner = createSecretScanner({
    maxStringLength: MAX_STRING,
    ...(key === undefined ? {} : { fingerprintKey: key }),
  });
  const pieces = textOf(input, file)[Symbol.asyncIterator]();
  const head: string[] = [];
  let length = 0;
  let ended = false;
  while (!ended && length < MAX_WHOLE && !(head.length > 0 && isLines(head[0] ?? ''))) {
    const next = await pieces.next();
    if (next.done === true) ended = true;
    else {
      head.push(next.value);
      length += next.value.length;
    }
  }
  const text = ended ? head.join('') : '';
  const document = ended ? parse(text) : undefined;
  if (document !== undefined) yield* scanJson(scanner, text, document.value, onCapped);
  else yield* scanLines(scanner, linesOf(chain(head, pieces), onCapped), onCapped);
}

const readKey = (file: string): Uint8Array => {
  try {
    const key = readFileSync(file);
    if (key.length >= 16) return key;
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new AgentSiemError('a fingerprint key has at least 16 bytes', {
    code: 'scan.short-key',
    file,
    mend: 'Make one with: openssl rand -out fingerprint.key 32',
  });
};

const scanFile = async (file: string, options: Options): Promise<void> => {
  const key = options.keyFile === undefined ? undefined : readKey(options.keyFile);
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const name = file === '-' ? 'stdin' : file;
  const onCapped: OnCapped = (line, path) => {
    const place = `${name}:${String(line)}${path === '' ? '' : `: ${path}`}`;
    process.stderr.write(`${terminalText(place)}: too long, scanned only up to the cap\n`);
  };
  for await (const { line, path, type, fingerprint } of findIn(input, name, key, onCapped)) {
    process.exitCode = EXIT_FINDINGS;
    // The path is hostile text; inside a JSON string its escapes stay JSON.
    const more = process.stdout.write(`${terminalText(JSON.stringify({ line, path, type, fingerprint }))}\n`);
    if (!more) await once(process.stdout, 'drain');
  }
};

/** Adds the scan command. */
export const register: RegisterCommand = (program) => {
  program
    .command('scan')
    .description('find secrets in a JSON, NDJSON or text file; their values are never printed')
    .argument('<file>', 'file, or - for standard input')
    .option('--key-file <file>', 'key of the fingerprints, so that they compare across runs (default: a random key)')
    .addHelpText(
      'after',
      `
Prints one JSON object a finding: {"line":1,"path":"env.token","type":"github_pat","fingerprint":"hmac-sha256:..."}.
Lines count from 1; path is empty for plain text.
Exit code: 0 nothing found, 1 secrets found, 2 bad input.

Example:
  $ agent-siem scan session.ndjson`,
    )
    .action(scanFile);
};
