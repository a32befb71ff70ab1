/**
 * What a value looks like: a password, something random, or what stands in for a secret.
 * @module
 */
import { entropyOf, mixOf, wordLikenessOf } from './entropy.js';
import { isDocumented, isPlaceholder } from './placeholders.js';

const MIN_PASSWORD = 6;
const MIN_TOKEN = 16;
/** Longest token. */
export const MAX_VALUE = 1024;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]+$/i;
/** References to where the secret is kept, code, digests, public keys, encrypted values. */
const REFERENCE =
  /^(?:\$\{|\{\{|\$\(|\$ANSIBLE_VAULT|%[A-Z_]+%|<[^>]*>|process\.env|os\.(?:environ|getenv)|env[.[(:]|import\.meta|secrets?[.:/]|vault:|op:\/\/|ref\+|arn:|sm:\/\/|projects\/|https?:\/\/|~\/|[A-Z]:\\|sha(?:1|256|384|512)[-:$]|hmac-sha256:|md5:|\$(?:2[aby]|5|6|argon2\w*|pbkdf2\S*|scrypt)\$|\{(?:SSHA|SHA|BCRYPT)|pbkdf2|ENC\[|AQICA|ssh-|ecdsa-|AAAA[BCE]3Nza|-----BEGIN (?:PUBLIC|CERT|PGP (?:PUBLIC|MESSAGE))|MII[BC]Ij|data:|pk[._-]|pub_|urn:|spiffe:|self\.|this\.|config\.|settings\.|\[REDACTED|NRJS-|phc_|sb_publishable|0x[0-9a-f]{40}$)/i;
const VARIABLE = /^\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+)$/;
const PATH = /^\.{0,2}\/[\w.@-]+(?:\/[\w.@-]*)*$/;
const CALL = /^[A-Za-z_][\w.]*[([]|^\(|\(\?|\?\.|\[(?:A-Z|a-z|0-9)|=>|::|->/;
const DOTTED = /^[A-Za-z_]\w{0,18}(?:\.[A-Za-z_]\w{0,18})+$/;
const isCode = (value: string): boolean => CALL.test(value) || DOTTED.test(value);
const COMMON_PASSWORD =
  /^(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|string|text|hidden|none|null|true|false|yes|no|required|optional|invalid|incorrect|wrong|missing|empty|admin|administrator|root|user(?:name)?|guest|test(?:ing)?|postgres|mysql|redis|mongo|default|example|unknown|expired|reset|change|changed|secure|encrypted|masked|prompt|input|bearer|basic|value|type|enter|forgot|confirm|new|old|current|my_?password|the_?password|p[a@4]ssw[o0]rd)\d{0,4}[!.]?$/i;

/** Examples and placeholders: they are meant to be read. */
export const isShown = (value: string): boolean => isPlaceholder(value) || isDocumented(value);
const isQuiet = (value: string): boolean => REFERENCE.test(value) || VARIABLE.test(value) || isShown(value);

/** A password as people choose one. */
export const isPassword = (value: string): boolean => {
  if (value.length < MIN_PASSWORD || value.length > 256 || COMMON_PASSWORD.test(value) || isCode(value)) return false;
  if (UUID.test(value) || isQuiet(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\s]/].filter((kind) => kind.test(value)).length;
  const spaces = value.split(/\s/).length - 1;
  if (spaces > 1) return false;
  // Words joined by separators (my-password-field) are names of things; so is one plain word.
  if (/^[a-z]+(?:[-_.][a-z]+)*$/i.test(value) || /^\d+$/.test(value)) return false;
  return kinds >= 2 && entropyOf(value) >= 2;
};

/** A token; `uuids`: whether a UUID counts as one. */
export const isRandom = (value: string, uuids: boolean, leastMix = 0.22): boolean => {
  if (value.length < MIN_TOKEN || value.length > MAX_VALUE || /\s/.test(value) || isQuiet(value)) return false;
  if (UUID.test(value)) return uuids;
  if (isCode(value) || /^\d[\d.:TZ+-]*$/.test(value)) return false;
  if (!/[0-9]/.test(value) || !/[a-z]/i.test(value)) return false;
  if (HEX.test(value)) return entropyOf(value) >= 3;
  const entropy = entropyOf(value);
  if (PATH.test(value)) return entropy >= 3.3 && mixOf(value) >= 0.4;
  // Few digits by chance, or one letter often: what is plainly no word is random all the same.
  const likeness = wordLikenessOf(value);
  if (likeness < 0.3) return entropy >= 2.8;
  const mix = mixOf(value);
  return entropy >= 3.3 && mix >= leastMix && !(likeness >= 0.5 && mix < 0.35);
};

/** For a name and a value with nothing but a space between them: prose, unless the value is plainly random. */
export const isPlainlyRandom = (value: string): boolean =>
  value.length >= 20 && !HEX.test(value) && isRandom(value, false) && entropyOf(value) >= 3.7 && mixOf(value) >= 0.3;

/** The base64 of `user:password`, where the password is a real one. */
export const isBasicAuth = (value: string): boolean => {
  if (!/^[A-Za-z0-9+/_-]{8,512}={0,2}$/.test(value)) return false;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0 || !/^[\x20-\x7e]+$/.test(pair) || isDocumented(value)) return false;
  const password = pair.slice(colon + 1);
  return password.length >= 4 && !COMMON_PASSWORD.test(password) && !isQuiet(password);
};
