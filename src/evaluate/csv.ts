/**
 * CSV (RFC 4180): quotes, doubled quotes, line breaks inside quotes, CRLF, a byte order mark.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { LookupRow } from './lookup-table.js';

interface CsvRecord {
  readonly cells: readonly string[];
  /** Line on which it starts, from 1. */
  readonly line: number;
}

const fail = (message: string, file: string, line: number, mend: string): AgentSiemError =>
  new AgentSiemError(message, { code: 'lookup.invalid', file, line, mend });

const records = (text: string, file: string): readonly CsvRecord[] => {
  const found: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const endRecord = (): void => {
    // A line without anything on it is no row.
    if (cells.length > 1 || cells[0] !== '') found.push({ cells, line: start });
    cells = [];
    line += 1;
    start = line;
  };
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const opened = line;
      cell = '';
      for (at += 1; ;) {
        const quote = text.indexOf('"', at);
        if (quote === -1) throw fail('a quote is never closed', file, opened, 'Close it with "');
        const piece = text.slice(at, quote);
        line += piece.split('\n').length - 1;
        cell += piece;
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      if (at < text.length && !/[,\r\n]/.test(text[at] ?? ''))
        throw fail('text after a closing quote', file, line, 'Double a quote that belongs to the value');
    } else {
      const end = text.slice(at).search(/[,\r\n]/);
      cell = end === -1 ? text.slice(at) : text.slice(at, at + end);
      at += cell.length;
      if (cell.includes('"'))
        throw fail('a quote inside a bare value', file, line, 'Quote the whole value and double the quote');
    }
    cells.push(cell);
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) cells.push('');
      continue;
    }
    if (text.startsWith('\r\n', at)) at += 2;
    else if (at < text.length) at += 1;
    endRecord();
  }
  if (cells.length > 0) endRecord();
  return found;
};

/**
 * Reads a lookup table: a header line, then rows. Values stay as they are, blanks included. An empty file is an empty
 * table.
 * @throws AgentSiemError `lookup.invalid` with file and line: broken quotes, a row of the wrong length, a header without
 *   agent_id and either tool_name or kind and value.
 */
export const readLookupCsv = (text: string, file: string): readonly LookupRow[] => {
  const [header, ...rows] = records(text, file);
  if (header === undefined) return [];
  const names = header.cells.map((cell) => cell.trim());
  const has = (name: string): boolean => names.includes(name);
  if (!(has('agent_id') || has('key')) || !(has('tool_name') || (has('kind') && has('value'))))
    throw fail(
      'the header lacks columns of a lookup',
      file,
      header.line,
      'Name agent_id,tool_name or agent_id,kind,value on the first line',
    );
  return rows.map(({ cells, line }) => {
    if (cells.length !== names.length)
      throw fail(
        `${cells.length} values where the header names ${names.length}`,
        file,
        line,
        'Quote values with commas',
      );
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
};
