/**
 * Which JSON Web Tokens are secrets.
 * @module
 */
import { entropyOf } from './entropy.js';

/** Claims that tokens carry; one of them makes a token of a header that names no algorithm. */
const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'scope', 'role'];

const decodePart = (part: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * True for a signed token, except the one every tutorial shows (sub 1234567890, John Doe)
 * and tokens whose role is `anon`, which their issuers publish.
 */
export const isSecretJwt = (value: string): boolean => {
  const [head, body] = value.split('.');
  const header = decodePart(head);
  // Three random parts behind the right letters: somebody's opaque variant rather than text.
  if (header === undefined) return entropyOf(value) >= 4.5;
  const { alg } = header;
  const claims = decodePart(body);
  if (alg === undefined) {
    // No token after the standard, but what people sign with code of their own may look so.
    if (claims === undefined || !CLAIMS.some((name) => name in claims)) return false;
  } else if (typeof alg !== 'string' || alg.toLowerCase() === 'none') return false;
  if (claims === undefined) return true;
  if (claims['role'] === 'anon') return false;
  return !(claims['sub'] === '1234567890' && (claims['name'] === 'John Doe' || claims['name'] === undefined));
};

/** True when the first part is the header of an encrypted token. */
export const isSecretJwe = (value: string): boolean => {
  const header = decodePart(value.split('.', 1)[0]);
  return header !== undefined && typeof header['enc'] === 'string';
};
