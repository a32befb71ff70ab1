import { describe, expect, it } from 'vitest';
import { createSecretScanner } from '../../src/secrets/index.js';
import { BASE62, BASE64, DIGITS, HEX, seeded, uuid } from './random.js';

const scanner = createSecretScanner({ fingerprintKey: 'test' });
const random = seeded(1234);
const word = (length: number) => random.text(BASE62, length - 2) + '7q';
const typesIn = (value: unknown) => scanner.scan(value).findings.map(({ type }) => type);

describe('a secret in each of these is found and nothing of it is left', () => {
  const p = `${random.text(BASE62, 10)}!7`;
  const t = word(40);
  const secret40 = random.text(BASE64, 38) + 'a1';
  it.each<[string, string, string]>([
    ['env file', `DB_PASS=${p}`, p],
    ['JDBC', `jdbc:mysql://db/app?user=root&password=${p}&ssl=1`, p],
    ['ADO', `Server=db;User Id=sa;Pwd=${p};Encrypt=true`, p],
    ['Java properties', `spring.datasource.password=${p}`, p],
    ['PHP', `define('DB_PASSWORD', '${p}');`, p],
    ['Python', `os.environ["SERVICE_API_KEY"] = "${t}"`, t],
    ['JavaScript', `const options = { apiKey: '${t}' };`, t],
    ['Go', `clientSecret := "${t}"`, t],
    ['Ruby', `:secret_token => "${t}"`, t],
    ['Terraform', `  master_password = "${p}"`, p],
    ['YAML', `consumerKey: ${t}`, t],
    ['XML', `<password>${p}</password>`, p],
    ['SQL', `ALTER USER app WITH PASSWORD '${p}'`, p],
    ['netrc', `machine git.corp login ada password ${p}`, p],
    ['npmrc', `//registry.corp/:_authToken=${uuid(random)}`, ''],
    [
      'docker config',
      `{"auths":{"r.corp":{"auth":"${Buffer.from(`ada:${p}`).toString('base64')}"}}}`,
      Buffer.from(`ada:${p}`).toString('base64'),
    ],
    ['PHP, appended', `$serviceToken .= "${t}"`, t],
    ['Make, when unset', `SERVICE_TOKEN ?= "${t}"`, t],
    ['Make, at once', `SERVICE_TOKEN ::= ${t}`, t],
    ['Make, at once and escaped', `SERVICE_TOKEN :::= ${t}`, t],
    ['Ruby, when unset', `service_token ||= "${t}"`, t],
    ['C#, when null', `serviceToken ??= "${t}"`, t],
    ['Go, with its type', `var serviceToken string = "${t}"`, t],
    ['TypeScript, with its type', `const serviceToken: string = "${t}";`, t],
    ['Kotlin, with its type', `val serviceToken: String = "${t}"`, t],
    ['XML over lines', `<serviceToken>\n  ${t}\n</serviceToken>`, t],
    ['few digits', 'service_token = yfab' + 'gcfvczrbci8tqpomlmlcx9f', 'gcfvczrbci8tqpomlmlcx9f'],
    ['short for credentials', `creds = ${t}`, t],
    ['curl --user, quoted apart', `curl --user ada:'${p}' https://api.corp`, p],
    ['curl -u', `curl -u ada:${p} https://api.corp`, p],
    ['curl header', `curl -H "X-Api-Key: ${t}" https://api.corp`, t],
    ['flag', `deploy --token ${t} --dry-run`, t],
    ['flag with =', `deploy --access-key=${t}`, t],
    ['query string', `https://api.corp/v1?access_token=${t}&page=2`, t],
    ['escaped JSON in a log', `payload="{\\"client_secret\\":\\"${t}\\"}"`, t],
    ['prose', `use the token ${t} for the staging cluster`, t],
    ['prose with is', `the admin password is ${p}`, p],
    ['git remote', `https://ada:${p}@git.corp/team/repo.git`, p],
    ['bearer without a header', `retry with bearer ${t}`, t],
    ['AWS pair', `${'AK'}IA${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}:${secret40}`, secret40],
    ['quoted in a newline escape', `line one\\n${'gh'}p_${word(36)}`, ''],
    ['dollar password', `password: "$tr${p}"`, p],
  ])('%s', (_, text, secret) => {
    const { redacted, findings } = scanner.scan(text);
    expect(findings).not.toEqual([]);
    if (secret !== '') expect(redacted).not.toContain(secret);
    expect(redacted).toContain('[REDACTED:');
    expect(scanner.scan(redacted).findings).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['parent names the vendor', { aws: { secret: secret40 } }],
    ['environment list', { env: [{ name: 'DB_PASSWORD', value: p }] }],
    ['header list', { headers: [{ key: 'Authorization', value: `Bearer ${t}` }] }],
    ['command line', { args: ['deploy', '--password', p] }],
    ['array under a name', { tokens: [t] }],
    [
      'service account file',
      {
        type: 'service_account',
        private_key_id: random.text(HEX, 40),
        private_key: `-----BEGIN PRIVATE KEY-----\n${random
          .bytes(900)
          .toString('base64')
          .replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`,
      },
    ],
    [
      'half a private key',
      `-----BEGIN RSA PRIVATE KEY-----\n${random.bytes(48).toString('base64')}\n${random.bytes(48).toString('base64')}\n`,
    ],
    ['UTF-16 base64', { encoded: Buffer.from(`$token = "${'gh'}p_${word(36)}"`, 'utf16le').toString('base64') }],
  ])('%s', (_, value) => {
    const { redacted, findings } = scanner.scan(value);
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(redacted)).toContain('[REDACTED:');
  });
});

describe('each of these stays quiet', () => {
  it.each<[string, unknown]>([
    ['token address on a chain', { token: `0x${random.text(HEX, 40)}` }],
    ['search key', { algolia_search_api_key: random.text(HEX, 32) }],
    ['public by name', `NEXT_PUBLIC_API_KEY=${word(32)}`],
    ['key id', { api_key_id: uuid(random), private_key_id: random.text(HEX, 40) }],
    ['secret reference', { secretKeyRef: { name: 'db-credentials', key: 'password' } }],
    [
      'token URLs',
      { token_uri: 'https://oauth2.corp/token', auth_provider_x509_cert_url: 'https://www.corp/oauth2/v1/certs' },
    ],
    ['a variable', 'export API_TOKEN=$CI_JOB_TOKEN_V2'],
    ['an encrypted value', { password: `ENC[AES256_GCM,data:${random.text(BASE64, 24)},type:str]` }],
    ['a vault path', { token: 'vault:v1:abc/def' }],
    ['the password field of a form', { password_field: 'input[name=pw1]', passwordRef: 'field-12' }],
    ['prose about tokens', 'The token 12345 was rejected; the token count is 8192 and the key is missing.'],
    ['prose about passwords', 'Enter the password again. Your password expired 30 days ago, login again.'],
    ['a commit beside the word token', `token ${random.text(HEX, 40)}`],
    ['usage numbers', { input_tokens: 1200, max_tokens: '4096', token_usage: '1200/4096' }],
    ['SSH fingerprint', `key fingerprint is SHA256:${random.text(BASE64, 43)}`],
    ['ssh public key in a key field', { ssh_key: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random.text(BASE64, 43)}` }],
    ['an S3 path', { key: `backups/2026/11/${random.text(HEX, 32)}.tar.gz` }],
    ['a phone number', { auth_phone: `+31 6 ${random.text(DIGITS, 8)}` }],
    ['a type annotation', 'apiKey: string; accessToken?: Promise<string>; secret: Buffer'],
    ['a masked value', { password: '••••••••••', api_key: 'sk-...a1b2' }],
    ['an e-mail with a display name', 'mailto:ada@example.com?subject=key'],
    ['a URL with a port and an @ in its path', 'https://registry.corp:8080/@scope/pkg'],
    ['an arrow function', 'const pass = (record: Incoming, at: number): void => {'],
    ['optional chaining', 'const password = match?.[1];'],
    ['a regular expression', 'const SECRET = /sig=(?<secret>[A-Za-z0-9]{43,70})/i;'],
    ['the word pass', 'one pass (Aho-Corasick2), then the rest'],
    ['an empty property before the next', 'snowflake.password=\njdbc.snowflake.url=jdbc:snowflake://a1b2c3d4e5.corp'],
    ['a picture with a dashed name', `https://cdn.corp/video_box.ico-${random.text(HEX, 32)}.png`],
    ['a page address in capitals', `https://wiki.corp/API-${random.text(HEX, 32).toUpperCase()}`],
    ['a curl template in angle brackets', 'curl -u <user:password> https://api.corp'],
    ['identifiers of words beside a name', { token: 'refreshTokenProvider2', secret: 'kubernetes-service-account-v1' }],
    [
      'JSON parts that are no token',
      `${Buffer.from('{"a":"x"}').toString('base64url')}.${Buffer.from('{"b":1}').toString('base64url')}.${random.text(BASE62, 20)}`,
    ],
    ['a curl template', 'curl -u user:password.'],
    [
      'tutorial JWT',
      `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.${Buffer.from('{"sub":"1234567890","name":"John Doe","iat":1516239022}').toString('base64url')}.${random.bytes(32).toString('base64url')}`,
    ],
  ])('%s', (_, value) => {
    expect(typesIn(value)).toEqual([]);
  });
});

it('a checksum that verifies outranks what looks like a placeholder', async () => {
  const { base62Crc32 } = await import('../../src/secrets/checksums.js');
  const body = 'xxxx' + random.text(BASE62, 26);
  expect(typesIn(`${'gh'}p_${body}${base62Crc32(body)}`)).toEqual(['github_pat']);
  expect(typesIn(`${'gh'}p_${body}000000`)).toEqual([]);
  // The published example: crc32("") is 0, six zero digits.
  expect(base62Crc32('')).toBe('000000');
});
