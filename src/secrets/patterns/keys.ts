/**
 * Private keys and signed tokens.
 * @module
 */
import { entropyOf } from '../entropy.js';
import { isSecretJwe, isSecretJwt } from '../jwt.js';
import { patternsOf } from '../pattern.js';

const key = patternsOf('key');

/** A body holds at least one full line of base64; prose between the two header lines does not. */
const hasKeyBody = (value: string): boolean =>
  (value.match(/[A-Za-z0-9+/]{40,}/g) ?? []).some((line) => entropyOf(line) > 4);

const options = { decide: hasKeyBody };

// With its END line anything in between goes; without it (half a key is still a secret) only lines of base64.
const BODY = String.raw`(?:(?:[^-]|-(?!-)){16,16384}-----END [A-Z0-9 ]{0,40}-----|(?:(?:\s|\\{1,3}[nr]|["'+,]){0,16}[A-Za-z0-9+/=]{40,4096}){1,128}(?:(?:\s|\\{1,3}[nr]){1,4}[A-Za-z0-9+/=]{1,64})?)`;
const pem = (label: string): RegExp => new RegExp(`-----BEGIN ${label}-----${BODY}`);

/** Types of this group. Public keys and certificates are not secrets. */
export const KEYS = [
  key(
    'private_key',
    'Private key in PEM form (RSA, EC, DSA, PKCS#8)',
    ['-----begin '],
    pem('(?:(?:RSA|EC|DSA|ENCRYPTED|ANY) )?PRIVATE KEY'),
    options,
  ),
  key('ssh_private_key', 'OpenSSH private key', ['-----begin openssh '], pem('OPENSSH PRIVATE KEY'), options),
  key('pgp_private_key', 'PGP private key block', ['-----begin pgp '], pem('PGP PRIVATE KEY BLOCK'), options),
  key(
    'putty_private_key',
    'PuTTY private key file',
    ['putty-user-key-file-'],
    /PuTTY-User-Key-File-[0-9]: [A-Za-z0-9+/=\s\\:;,.()@_-]{64,6144}/,
    options,
  ),
  key(
    'age_secret_key',
    'age secret key',
    ['age-secret-key-1'],
    /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/,
    { entropy: 3.3 },
  ),
  key(
    'jwt',
    'Signed JSON Web Token',
    ['eyj'],
    /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{16,1024}/,
    { decide: isSecretJwt },
  ),
  key(
    'jwe',
    'Encrypted JSON Web Token',
    ['eyj'],
    /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{0,1024}\.[A-Za-z0-9_-]{12,64}\.[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{16,64}/,
    { decide: isSecretJwe },
  ),
] as const;
