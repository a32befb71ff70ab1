/**
 * Judges a value by its name.
 * @module
 */
import { entropyOf, mixOf, wordLikenessOf } from './entropy.js';
import { NAMED_TYPES, type NamedType } from './named-types.js';
import { isDocumented, isPlaceholder } from './placeholders.js';

/** A name, read once: the same object keys come back with every event. */
export interface NameFacts {
  readonly kind: 'password' | 'api_key' | 'secret' | 'auth' | 'authorization' | 'none';
  /** Vendors whose type the name allows. */
  readonly vendors: readonly NamedType[];
}

/** The part of the value that is the secret. */
export interface NamedHit {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const MAX_NAME = 128;
const MIN_PASSWORD = 6;
const MIN_TOKEN = 16;
const MAX_VALUE = 1024;

const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();

/** A last word that says the value is about a secret, not one. */
const ABOUT =
  /^(?:ids?|names?|types?|counts?|limits?|usage|used|urls?|uris?|paths?|files?|filename|hash(?:es|ed)?|digest|fingerprints?|checksum|fields?|expir\w*|ttl|age|len|length|size|format|polic(?:y|ies)|rotation|rotated|arn|versions?|alias|prefix|suffix|endpoint|status|state|manager|provider|enabled|disabled|required|kind|date|at|time|timestamp|location|budget|ref|reference|scope|scopes|label|title|description|hint|reset|strength|method|mode|class|issuer|audience|algorithm|alg|encoding|header|host|domain|region|realm|page|page_size|env|var|variable|regex|pattern|placeholder|message|error|text|validator|field_name|key_id|vault|store|engine|backend|namespace|owner|user|username|email|service|server|client|image|handler|middleware|module|package|function|signing)$/;
const HARMLESS =
  /public|publishable|anon|csrf|xsrf|next_|page|pagin|cursor|continuation|idempoten|sort|partition|primary|foreign|cache|routing|nonce|etag|integrity|checksum|sha\d|md5|tokenizer|max_token|_tokens?_(?:used|total|count)|prompt_token|completion_token|author(?!iz)|commit|revision|trace|span|request|correlation|parameters_hash|fingerprint|device|push_token|sync_token|site_?key|sitekey|lock_?file|resolved|authenticity|captcha|turnstile|search_?(?:api_?)?key|resume_token|fencing|verification/;
const PASSWORD = /passw(?:or)?d|passphrase|passwd|(?:^|[._])(?:\w+_)?(?:pwd|pass)$|pwd$/;
const API_KEY =
  /api_?key|api_?secret|consumer_?key|shared_?key|hmac_?key|access_?key|secret_?key|app_?key|subscription_?key|account_?key|master_?key|service_?key|client_?secret|encryption_?key|signing_?key|auth_?key|storage_?key|session_?key|private_?key|deploy_?key|license_?key|openai_?key/;
const SECRET = /secret|token|credential|(?:^|[._])(?:\w+_)?creds?$|(?:^|[._])(?:\w+_)?pat$|bearer/;
const AUTH = /(?:^|[._])_?auth$/;
const AUTHORIZATION = /(?:^|[._])(?:proxy_)?authorization$/;

/** @param name Own name, `parent` its parent's: vendors may stand in either, everything else only in the own name. */
export const readName = (name: string, parent = ''): NameFacts => {
  if (name.length > MAX_NAME) return { kind: 'none', vendors: [] };
  const own = snake(name);
  const full = parent === '' || parent.length > MAX_NAME ? own : `${snake(parent)}.${own}`;
  const last =
    own
      .split(/[._[\]]+/)
      .filter((word) => word !== '')
      .at(-1) ?? '';
  const vendors = ABOUT.test(last) ? [] : NAMED_TYPES.filter((type) => type.name.test(full));
  const kindOf = (): NameFacts['kind'] => {
    if (AUTHORIZATION.test(own)) return 'authorization';
    if (ABOUT.test(last) || HARMLESS.test(own)) return 'none';
    if (PASSWORD.test(own)) return 'password';
    if (API_KEY.test(own)) return 'api_key';
    if (AUTH.test(own)) return 'auth';
    return SECRET.test(own) ? 'secret' : 'none';
  };
  return { kind: kindOf(), vendors };
};

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

const isShown = (value: string): boolean => isPlaceholder(value) || isDocumented(value);
const isQuiet = (value: string): boolean => REFERENCE.test(value) || VARIABLE.test(value) || isShown(value);

const isPassword = (value: string): boolean => {
  if (value.length < MIN_PASSWORD || value.length > 256 || COMMON_PASSWORD.test(value) || isCode(value)) return false;
  if (UUID.test(value) || isQuiet(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\s]/].filter((kind) => kind.test(value)).length;
  const spaces = value.split(/\s/).length - 1;
  if (spaces > 1) return false;
  // Words joined by separators (my-password-field) are names of things; so is one plain word.
  if (/^[a-z]+(?:[-_.][a-z]+)*$/i.test(value) || /^\d+$/.test(value)) return false;
  return kinds >= 2 && entropyOf(value) >= 2;
};

const isRandom = (value: string, uuids: boolean, leastMix = 0.22): boolean => {
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
const isPlainlyRandom = (value: string): boolean =>
  value.length >= 20 && !HEX.test(value) && isRandom(value, false) && entropyOf(value) >= 3.7 && mixOf(value) >= 0.3;

const SCHEME = /^(bearer|basic|token|apikey|api-key|bot|splunk|key|negotiate)\s{1,4}/i;

const judgeBasic = (value: string): string | undefined => {
  if (!/^[A-Za-z0-9+/_-]{8,512}={0,2}$/.test(value)) return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0 || !/^[\x20-\x7e]+$/.test(pair) || isDocumented(value)) return undefined;
  const password = pair.slice(colon + 1);
  return password.length < 4 || COMMON_PASSWORD.test(password) || isQuiet(password) ? undefined : 'basic_auth';
};

const judgeGeneric = (kind: NameFacts['kind'], scheme: string, value: string): string | undefined => {
  if (scheme === 'basic') return judgeBasic(value);
  if (kind === 'auth') return judgeBasic(value) ?? (isRandom(value, false) ? 'generic_secret' : undefined);
  if (scheme !== '' || kind === 'authorization') return isRandom(value, scheme !== '') ? 'bearer_token' : undefined;
  if (kind === 'password') return isPassword(value) ? 'generic_password' : undefined;
  if (kind === 'api_key') return isRandom(value, true, 0.1) ? 'generic_api_key' : undefined;
  return kind === 'secret' && isRandom(value, false) ? 'generic_secret' : undefined;
};

/**
 * The type and place of a secret that its name gives away; undefined when the value is none.
 * @param loose Nothing but a space stands between name and value.
 */
export const judgeNamed = (name: NameFacts, raw: string, loose = false): NamedHit | undefined => {
  if (name.kind === 'none' && name.vendors.length === 0) return undefined;
  const lead = raw.length - raw.trimStart().length;
  const trimmed = raw.trim();
  const scheme = SCHEME.exec(trimmed);
  const value = scheme === null ? trimmed : trimmed.slice(scheme[0].length);
  if (value === '' || value.length > MAX_VALUE * 2) return undefined;
  if (loose && name.kind !== 'password' && !isPlainlyRandom(value)) return undefined;
  const vendor = name.vendors.find((type) => type.value.test(value) && entropyOf(value) >= type.entropy);
  const type =
    vendor !== undefined && !isShown(value)
      ? vendor.type
      : judgeGeneric(name.kind, scheme?.[1]?.toLowerCase() ?? '', value);
  if (type === undefined) return undefined;
  const start = lead + (trimmed.length - value.length);
  return { type, start, end: start + value.length };
};
