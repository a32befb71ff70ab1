/**
 * Events as CSV.
 * @module
 */
import { FIELDS, type FieldFacts, type GovernanceEvent } from '../event/index.js';

/**
 * A spreadsheet takes a cell that starts with one of these for a formula, and event content is hostile: such a cell
 * gets an apostrophe in front, which spreadsheets show as text.
 */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
/** Control characters but tab and line ends, and marks that turn the direction of text: a CSV is read on terminals too. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escapeUnseen = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const textCell = (text: string): string => {
  const seen = text.replace(UNSEEN, escapeUnseen);
  const safe = FORMULA.test(seen) ? `'${seen}` : seen;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const cell = (value: unknown): string => {
  if (typeof value === 'string') return textCell(value);
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? textCell(value.map(String).join(';')) : '';
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
