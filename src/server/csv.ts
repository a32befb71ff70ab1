/**
 * Events as CSV.
 * @module
 */
import { FIELDS, type FieldFacts, type GovernanceEvent } from '../event/index.js';

/**
 * A spreadsheet takes a cell that starts with one of these for a formula, and event content is hostile: such a cell
 * gets an apostrophe in front, which spreadsheets show as text.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NEEDS_QUOTES = /[",\r\n]/;
/** Control characters but tab and line ends, and marks that turn the direction of text: a CSV is read on terminals too. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escapeUnseen = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const safeText = (text: string): string => {
  const seen = text.replace(UNSEEN, escapeUnseen);
  return FORMULA.test(seen) ? `'${seen}` : seen;
};

const quoted = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const cell = (value: unknown): string => {
  if (typeof value === 'string') return quoted(safeText(value));
  if (typeof value === 'number') return String(value);
  // Item by item: where a spreadsheet splits at semicolons, each is a cell.
  return Array.isArray(value) ? quoted(value.map((item) => safeText(String(item))).join(';')) : '';
};

const valueOf = (event: GovernanceEvent, { group, name }: FieldFacts): unknown => {
  const holder: unknown = group === '' ? event : event[group as keyof GovernanceEvent];
  return typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[name] : undefined;
};

/** The header row: every field of the schema in canonical order, with its path. No line end. */
export const csvHeader = (): string => FIELDS.map(({ path }) => path).join(',');

/** One event as a row of RFC 4180; lists are joined with semicolons. No line end. */
export const csvRow = (event: GovernanceEvent): string => FIELDS.map((field) => cell(valueOf(event, field))).join(',');

/** RFC 4180 ends every row, the last one too, with this. */
export const CSV_LINE_END = '\r\n';
