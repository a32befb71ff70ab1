/**
 * What a name says about its value.
 * @module
 */
import { NAMED_TYPES, type NamedType } from './named-types.js';

/** A name, read once: the same object keys come back with every event. */
export interface NameFacts {
  readonly kind: 'password' | 'api_key' | 'secret' | 'auth' | 'authorization' | 'none';
  /** Vendors whose type the name allows. */
  readonly vendors: readonly NamedType[];
}

const MAX_NAME = 128;

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
