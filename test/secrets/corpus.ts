import { BASE62, BASE64, DIGITS, HEX, LOWER, URLSAFE, seeded, uuid, type Random } from './random.js';
import { EMBEDDED, NAMED, SHAPED } from './samples.js';

/** One labelled value. `secret` is what must not survive redaction; undefined for a look-alike. */
export interface Case {
  readonly label: string;
  readonly value: unknown;
  readonly secret: string | undefined;
}

const SENTENCES = [
  'Deploy finished after 3 retries',
  'curl -sS https://status.internal.corp/api/v2/health',
  'Traceback (most recent call last): File "app/main.py", line 41',
  'INSERT INTO audit (id, actor) VALUES',
  'the customer asked for a refund on order 88213',
];

/** Ways in which a tool call carries a string. */
const CARRIERS: readonly ((text: string, random: Random) => unknown)[] = [
  (text) => text,
  (text, random) => `${random.pick(SENTENCES)}: ${text}`,
  (text) => ({ query: text }),
  (text) => ({ arguments: { items: ['a', text], dry_run: false } }),
  (text) => ({ body: JSON.stringify({ data: { note: text }, page: 2 }) }),
  (text) => ({ body: JSON.stringify({ event: JSON.stringify({ note: text }) }) }),
  (text) => ({ url: `https://api.internal.corp/v1/run?x=${encodeURIComponent(text)}&y=1` }),
  (text) => ({ blob: Buffer.from(`value: ${text}\n`).toString('base64') }),
  (text) => ({ command: ['bash', '-c', `echo "${text.replaceAll('\n', '\\n')}" > /tmp/out`] }),
  (text) => `{"level":"info","msg":"got ${text.replaceAll('\n', '\\n')}"} trailing`,
  (text) => ({ [`k ${text}`]: 1 }),
];

const named = (name: string, value: string, random: Random): unknown =>
  random.pick([
    () => ({ [name]: value }) as unknown,
    () => `export ${name}=${value}`,
    () => `${name}: "${value}"`,
    () => ({ env: [{ name, value }] }),
    () => ({ body: JSON.stringify({ [name]: value }) }),
    () => `{"${name}":"${value}"}`,
    () => ({ blob: Buffer.from(`${name}=${value}\n`).toString('base64') }),
  ])();

/** 640 secrets of every type in every carrier. */
export const makeSecrets = (seed: number, count = 640): readonly Case[] => {
  const random = seeded(seed);
  const makers: ((index: number) => Case)[] = [
    ...Object.entries(SHAPED).map(([label, sample]) => (): Case => {
      const secret = sample(random);
      return { label, value: random.pick(CARRIERS)(secret, random), secret };
    }),
    ...Object.entries(EMBEDDED).map(([label, sample]) => (): Case => {
      const [text, secret] = sample(random);
      return { label, value: random.pick(CARRIERS.slice(0, 5))(text, random), secret };
    }),
    ...Object.entries(NAMED).map(([label, [name, sample]]) => (): Case => {
      const secret = sample(random);
      return { label, value: named(name, secret, random), secret };
    }),
  ];
  return Array.from({ length: count }, (_, index) => (makers[index % makers.length] as (at: number) => Case)(index));
};

const WORDS =
  'alpha report index handler customer invoice north release gateway window stream sensor batch ledger'.split(' ');
const words = (random: Random, count: number, separator: string): string =>
  Array.from({ length: count }, () => random.pick(WORDS)).join(separator);

/** What looks like a secret and is none. */
export const LOOK_ALIKES: Readonly<Record<string, (random: Random) => unknown>> = {
  uuid: (random) => ({ request_id: uuid(random), id: uuid(random) }),
  uuid_in_token_name: (random) => ({ idempotency_token: uuid(random), next_page_token: uuid(random) }),
  git_sha: (random) => `commit ${random.text(HEX, 40)} by ci`,
  sha256: (random) => ({ digest: `sha256:${random.text(HEX, 64)}`, etag: `"${random.text(HEX, 32)}"` }),
  md5: (random) => `MD5 (dump.sql) = ${random.text(HEX, 32)}`,
  npm_integrity: (random) => ({ integrity: `sha512-${random.bytes(64).toString('base64')}` }),
  bcrypt: (random) => ({
    password_hash: `$2b$12$${random.text(`./${BASE62}`, 53)}`,
    password: `$2b$12$${random.text(`./${BASE62}`, 53)}`,
  }),
  ulid: (random) => ({
    event_id: `evt_${random.text('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 26)}`,
    session_id: `ses_${random.text(BASE62, 20)}`,
  }),
  object_id: (random) => ({ _id: random.text(HEX, 24), trace_id: random.text(HEX, 32), span_id: random.text(HEX, 16) }),
  placeholder_words: (random) =>
    random.pick([
      'password=your-password-here',
      'api_key: YOUR_API_KEY',
      { api_key: 'your-api-key-goes-here-1234' },
      { token: 'xxxxxxxxxxxxxxxxxxxxxxxx' },
      { secret: '<insert secret here>' },
      { password: 'changeme' },
      'DB_PASSWORD=********',
      { client_secret: 'REPLACE_ME_WITH_CLIENT_SECRET_1' },
      'postgres://user:password@localhost:5432/db',
      'mongodb://<user>:<password>@cluster0.example.net/test',
    ]),
  placeholder_tokens: (random) =>
    random.pick([
      'gh' + 'p_' + 'x'.repeat(36),
      'sk-' + 'proj-' + 'your-openai-key-here-1234',
      'AKIA' + 'IOSFODNN7' + 'EXAMPLE',
      'xox' + 'b-' + '123456789012-1234567890123-' + 'AbCdEfGhIjKlMnOpQrStUvWx',
      'gh' + 'p_' + `${LOWER}0123456789`,
      'sk_' + 'live_' + 'x'.repeat(24),
      'AI' + 'za' + 'X'.repeat(35),
      'npm' + '_' + '0'.repeat(36),
      'hooks.slack.com/' + 'services/' + 'T00000000/B00000000/' + 'X'.repeat(24),
      'hf_' + 'a'.repeat(34),
      'Bearer ' + '<your-token>',
      'Authorization: Bearer ' + '$ACCESS_TOKEN',
    ]),
  references: (random) =>
    random.pick([
      'password: process.env.DB_PASSWORD',
      { api_key: '${OPENAI_API_KEY}' },
      { token: '{{ secrets.GITHUB_TOKEN }}' },
      'token = os.environ["SERVICE_TOKEN_V2"]',
      { secret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-a1B2c3' },
      { password: 'op://prod/database/password' },
      'const apiKey = getSecret("payments-2024");',
      'token: settings.auth.service_token_1',
      { secretRef: 'vault:kv/data/prod#token' },
      'password = self.config.database_password_v2',
    ]),
  publishable: (random) =>
    random.pick([
      () => ({ key: 'pk_' + 'live_' + random.text(BASE62, 24) }),
      () => 'pk' + '.eyJ1Ijoi' + random.text(BASE62, 60) + '.' + random.text(BASE62, 22),
      () => ({ posthog: 'phc' + '_' + random.text(BASE62, 43) }),
      () => ({ supabase: 'sb_' + 'publishable_' + random.text(URLSAFE, 31) }),
      () => ({ app: 'sq0' + 'idp-' + random.text(URLSAFE, 22) }),
      () => 'FLW' + 'PUBK-' + random.text(HEX, 32) + '-X',
      () => ({ recaptcha_site_key: '6L' + random.text(URLSAFE, 38) }),
      () => ({
        dsn: `https://${random.text(HEX, 32)}@o${random.text(DIGITS, 6)}.ingest.sentry.io/${random.text(DIGITS, 7)}`,
      }),
      () => 'pub' + 'key-' + random.text(HEX, 32),
      () => ({ langfuse_public_key: 'pk-' + 'lf-' + uuid(random) }),
    ])(),
  public_keys: (random) =>
    random.pick([
      () => `-----BEGIN PUBLIC KEY-----\n${random.bytes(270).toString('base64')}\n-----END PUBLIC KEY-----`,
      () => `-----BEGIN CERTIFICATE-----\n${random.bytes(900).toString('base64')}\n-----END CERTIFICATE-----`,
      () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random.text(BASE64, 43)} ops@build`,
      () => ({ ssh_key: `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB${random.text(BASE64, 340)} ci@host` }),
    ])(),
  anon_jwt: (random) =>
    [
      { alg: 'HS256', typ: 'JWT' },
      { role: 'anon', iss: 'supabase', ref: random.text(LOWER, 20) },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.') + `.${random.bytes(32).toString('base64url')}`,
  unsigned_jwt: (random) =>
    [{ alg: 'none' }, { sub: uuid(random) }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.') + '.',
  base64_binary: (random) => ({
    image: `data:image/png;base64,iVBORw0KGgo${random.bytes(120).toString('base64')}`,
    data: random.bytes(80).toString('base64'),
  }),
  base64_text: (random) => ({ content: Buffer.from(`${words(random, 12, ' ')}\n`).toString('base64') }),
  identifiers: (random) => ({
    secret_name: `prod/${words(random, 2, '-')}`,
    token_type: 'access',
    tokens_used: random.int(90_000),
    token_count: random.text(DIGITS, 5),
    password_policy: words(random, 4, '-'),
    kubernetes: 'kubernetes.io/service-account-token',
    key: words(random, 3, '_'),
  }),
  code: (random) =>
    random.pick([
      'function validatePassword(password: string, confirmPassword: string): boolean {',
      'const tokens = tokenizer.encode(inputText2); return tokens.slice(0, maxTokens1024);',
      '<input type="password" name="password" placeholder="Password">',
      'if (secret === undefined) throw new TypeError("secret is required for hmacSha256Signing");',
      'public static final String AUTH_TOKEN_HEADER_NAME_V2 = "X-Internal-Auth";',
      'token: string; password?: string | null; secretKey: CryptoKey',
      'def get_password_hash(password: str) -> str: return pwd_context.hash(password)',
      `import { authorizationMiddleware2 } from './middleware/authorizationMiddleware2';`,
    ]),
  prose: (random) =>
    random.pick([
      'Please reset your password: it must be at least 8 characters and contain 1 digit.',
      'The token is invalid or expired; ask the administrator for a new secret.',
      'Your access token expires in 3600 seconds. Refresh tokens last 30 days.',
      'author: Jane Doe, authority: city, authentication: enabled, tokenizer: cl100k_base_v2',
      'A PEM file starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.',
      'Use the header Authorization: Bearer TOKEN in every request.',
    ]),
  aws_ids: (random) => ({
    arn: `arn:aws:iam::${random.text(DIGITS, 12)}:role/${words(random, 2, '-')}`,
    role_id: `AROA${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 17)}`,
    bucket: `s3://${words(random, 3, '-')}/${random.text(HEX, 32)}/part-0001`,
  }),
  urls: (random) =>
    `https://cdn.internal.corp/assets/${words(random, 2, '-')}.${random.text(HEX, 20)}.js?v=${random.text(HEX, 8)}&utm=${random.text(BASE62, 12)}`,
  cursors: (random) => ({
    next_cursor: random.text(BASE64, 40),
    continuation_token: random.text(BASE62, 32),
    page_token: random.text(BASE62, 24),
  }),
  csrf: (random) => ({ csrf_token: random.text(BASE62, 43), 'x-xsrf-token': random.text(BASE62, 36) }),
  events: (random) => ({
    tool_call: {
      parameters_hash: `sha256:${random.text(HEX, 64)}`,
      parameter_fields: ['api_key', 'token', 'headers.authorization'],
    },
    secret: {
      secret_type: 'github_pat',
      location: 'parameters.token',
      fingerprint: `hmac-sha256:${random.text(HEX, 64)}`,
    },
    identity: { idp_subject: `auth0|${random.text(HEX, 24)}` },
  }),
  versions: (random) =>
    `image registry.internal.corp/auth-token-service:v2.${random.text(DIGITS, 2)}.0@sha256:${random.text(HEX, 64)}`,
  minified: (random) =>
    Array.from(
      { length: 12 },
      () => `${random.text(LOWER, 1)}=${random.text(BASE62, 6)}(${random.text(LOWER, 2)})`,
    ).join(';'),
};

/** 1,000 look-alikes of every kind. */
export const makeLookAlikes = (seed: number, count = 1000): readonly Case[] => {
  const random = seeded(seed);
  const kinds = Object.entries(LOOK_ALIKES);
  return Array.from({ length: count }, (_, index) => {
    const [label, make] = kinds[index % kinds.length] as (typeof kinds)[number];
    return { label, value: make(random), secret: undefined };
  });
};
