/**
 * Passwords in URLs and connection strings.
 * @module
 */
import { isPlaceholder } from './placeholders.js';

/** A hit in a text. */
export interface UrlHit {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const AFTER_SCHEME = /:\/\/([^\s:@/"'<>\\]{0,128}):([^\s/"'<>\\]{3,256}?)@(?=[A-Za-z0-9[_%.-])/y;
const SCHEME_LOOKBACK = 24;

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/postgres|postgis|cockroach|redshift/, 'postgres_url'],
  [/mysql|mariadb/, 'mysql_url'],
  [/mongodb/, 'mongodb_url'],
  [/rediss?$/, 'redis_url'],
  [/amqps?$/, 'amqp_url'],
  [/sqlserver|mssql/, 'sqlserver_url'],
];

/** Types that this module reports, for the documentation. */
export const URL_TYPES: readonly { readonly type: string; readonly title: string }[] = [
  { type: 'postgres_url', title: 'Password in a PostgreSQL URL' },
  { type: 'mysql_url', title: 'Password in a MySQL URL' },
  { type: 'mongodb_url', title: 'Password in a MongoDB URL' },
  { type: 'redis_url', title: 'Password in a Redis URL' },
  { type: 'amqp_url', title: 'Password in an AMQP URL' },
  { type: 'sqlserver_url', title: 'Password in a SQL Server URL' },
  { type: 'url_password', title: 'Password in any other URL' },
];

const TRIVIAL =
  /^(?:pass(?:word|wd)?|pwd|secret|token|admin|root|user(?:name)?|guest|test|postgres|mysql|redis|mongo|default|changeit|x-oauth-basic|p[a@]ssw[o0]rd)\d{0,3}$/i;
const REFERENCE = /^(?:\$|%[A-Z_]+%|\{|<|\[|\*+$|x+$)/;

/** False for what stands where a password goes: words, references, placeholders. */
export const isUrlPassword = (password: string): boolean =>
  !TRIVIAL.test(password.replace(/[.,;:!?)>]+$/, '')) && !REFERENCE.test(password) && !isPlaceholder(password);

/** @param at Where `://` stands. */
export const judgeUrl = (text: string, at: number): UrlHit | undefined => {
  AFTER_SCHEME.lastIndex = at;
  const match = AFTER_SCHEME.exec(text);
  const password = match?.[2];
  if (match === null || password === undefined) return undefined;
  if (!isUrlPassword(password) || password === match[1]) return undefined;
  const scheme = (
    /[a-z][a-z0-9+.-]*$/i.exec(text.slice(Math.max(0, at - SCHEME_LOOKBACK), at))?.[0] ?? ''
  ).toLowerCase();
  const start = at + 3 + (match[1]?.length ?? 0) + 1;
  const type = TYPES.find(([pattern]) => pattern.test(scheme))?.[1] ?? 'url_password';
  return { type, start, end: start + password.length };
};
