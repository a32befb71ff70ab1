import { crc32 } from 'node:zlib';
import { BASE62, BASE64, DIGITS, HEX, LOWER36, URLSAFE, UPPER, UPPER36, uuid, type Random } from './random.js';

/** Makes one value of a type, by the vendor's published format and not by our pattern. */
export type Sample = (random: Random) => string;

const BASE32 = `${UPPER}234567`;

const base62Number = (value: number): string => {
  let rest = value;
  let text = '';
  for (let index = 0; index < 6; index += 1) {
    text = BASE62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
};
const checksummed =
  (prefix: string): Sample =>
  (random) => {
    const body = random.text(BASE62, 30);
    return prefix + body + base62Number(crc32(body));
  };
const prefixed =
  (prefix: string, alphabet: string, length: number, suffix = ''): Sample =>
  (random) =>
    prefix + random.text(alphabet, length) + suffix;

const pem =
  (label: string, bytes: number): Sample =>
  (random) => {
    const body =
      random
        .bytes(bytes)
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`].join('\n');
  };
const b64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt =
  (claims: (random: Random) => object): Sample =>
  (random) =>
    [b64url({ alg: 'HS256', typ: 'JWT' }), b64url(claims(random)), random.bytes(32).toString('base64url')].join('.');

/** Types known by their shape: the whole value is the secret. */
export const SHAPED: Readonly<Record<string, Sample>> = {
  aws_access_key_id: (random) => random.pick(['AKIA', 'ASIA']) + random.text(BASE32, 16),
  aws_session_token: prefixed('IQoJb3JpZ2luX2Vj', BASE64, 300),
  aws_bedrock_api_key: prefixed('ABSK', BASE64, 128),
  aws_mws_token: (random) => `amzn.mws.${uuid(random)}`,
  google_api_key: prefixed('AIza', URLSAFE, 35),
  google_oauth_client_secret: prefixed('GOCSPX-', URLSAFE, 28),
  google_oauth_access_token: prefixed('ya29.', URLSAFE, 120),
  google_oauth_refresh_token: prefixed('1//0', URLSAFE, 99),
  azure_client_secret: (random) => `${random.text(BASE62, 3)}8Q~${random.text(URLSAFE, 34)}`,
  azure_service_key: (random) =>
    `${random.text(BASE62, 42)}AzSe${random.pick(['A', 'B', 'C', 'D'])}${random.text(BASE62, 5)}`,
  azure_devops_pat: (random) => `${random.text(BASE62, 76)}AZDO${random.text(BASE62, 4)}`,
  digitalocean_token: prefixed('dop_v1_', HEX, 64),
  alibaba_access_key_id: prefixed('LTAI', BASE62, 20),
  tencent_secret_id: prefixed('AKID', BASE62, 32),
  yandex_api_key: prefixed('AQVN', URLSAFE, 36),
  cloudflare_origin_ca_key: (random) => `v1.0-${random.text(HEX, 24)}-${random.text(HEX, 146)}`,
  heroku_api_key: prefixed('HRKU-AA', URLSAFE, 58),
  fly_access_token: prefixed('fm2_', BASE64, 200),
  netlify_token: prefixed('nfp_', BASE62, 36),
  vercel_token: prefixed('vcp_', BASE62, 56),
  vault_token: prefixed('hvs.', BASE62, 95),
  terraform_cloud_token: (random) => `${random.text(BASE62, 14)}.atlasv1.${random.text(BASE62, 67)}`,
  pulumi_token: prefixed('pul-', HEX, 40),
  databricks_token: prefixed('dapi', HEX, 32),
  doppler_token: prefixed('dp.pt.', BASE62, 43),
  openshift_token: prefixed('sha256~', URLSAFE, 43),
  tailscale_key: (random) => `tskey-auth-${random.text(BASE62, 12)}-${random.text(BASE62, 32)}`,
  scaleway_access_key: prefixed('SCW', UPPER36, 17),
  github_pat: checksummed('ghp_'),
  github_oauth_token: checksummed('gho_'),
  github_app_token: checksummed('ghs_'),
  github_refresh_token: prefixed('ghr_', BASE62, 76),
  github_fine_grained_pat: (random) => `github_pat_${random.text(BASE62, 22)}_${random.text(BASE62, 59)}`,
  gitlab_pat: prefixed('glpat-', URLSAFE, 20),
  gitlab_token: prefixed('glrt-', URLSAFE, 20),
  bitbucket_app_password: prefixed('ATBB', BASE62, 32),
  atlassian_api_token: prefixed('ATATT3', URLSAFE, 180, '=8A6B3C2D'),
  sourcegraph_token: (random) => `sgp_${random.text(HEX, 16)}_${random.text(HEX, 40)}`,
  buildkite_token: prefixed('bkua_', LOWER36, 40),
  circleci_token: (random) => `CCIPAT_${random.text(BASE62, 22)}_${random.text(HEX, 40)}`,
  sonar_token: prefixed('squ_', HEX, 40),
  snyk_token: (random) => `snyk_uat.${random.text(HEX, 8)}.${random.text(URLSAFE, 60)}`,
  octopus_api_key: prefixed('API-', UPPER36, 26),
  launchdarkly_key: (random) => `sdk-${uuid(random)}`,
  slack_bot_token: (random) => `xoxb-${random.text(DIGITS, 12)}-${random.text(DIGITS, 13)}-${random.text(BASE62, 24)}`,
  slack_user_token: (random) =>
    `xoxp-${random.text(DIGITS, 12)}-${random.text(DIGITS, 12)}-${random.text(DIGITS, 13)}-${random.text(HEX, 32)}`,
  slack_app_token: (random) => `xapp-1-A${random.text(UPPER36, 10)}-${random.text(DIGITS, 13)}-${random.text(HEX, 64)}`,
  slack_config_token: prefixed('xoxe.xoxp-1-', BASE62, 163),
  slack_session_token: (random) =>
    `xoxc-${random.text(DIGITS, 12)}-${random.text(DIGITS, 12)}-${random.text(DIGITS, 13)}-${random.text(HEX, 64)}`,
  slack_webhook: (random) =>
    `hooks.slack.com/services/T${random.text(UPPER36, 10)}/B${random.text(UPPER36, 10)}/${random.text(BASE62, 24)}`,
  discord_webhook: (random) => `discord.com/api/webhooks/1${random.text(DIGITS, 18)}/${random.text(URLSAFE, 68)}`,
  discord_bot_token: (random) =>
    `${Buffer.from(`1${random.text(DIGITS, 17)}`).toString('base64url')}.${random.text(BASE62, 6)}.${random.text(URLSAFE, 38)}`,
  teams_webhook: (random) =>
    `webhook.office.com/webhookb2/${uuid(random)}@${uuid(random)}/IncomingWebhook/${random.text(HEX, 32)}/${uuid(random)}`,
  telegram_bot_token: (random) => `6${random.text(DIGITS, 9)}:AA${random.text(URLSAFE, 32)}x`,
  sendgrid_api_key: (random) => `SG.${random.text(URLSAFE, 22)}.${random.text(URLSAFE, 42)}x`,
  mailgun_api_key: prefixed('key-', HEX, 32),
  mailchimp_api_key: (random) => `${random.text(HEX, 32)}-us${String(1 + random.int(21))}`,
  brevo_api_key: (random) => `xkeysib-${random.text(HEX, 64)}-${random.text(BASE62, 16)}`,
  resend_api_key: (random) => `re_${random.text(BASE62, 8)}_${random.text(BASE62, 24)}`,
  mailersend_token: prefixed('mlsn.', HEX, 64),
  twilio_api_key: prefixed('SK', HEX, 32),
  stripe_secret_key: (random) => `sk_${random.pick(['live', 'test'])}_${random.text(BASE62, random.pick([24, 99]))}`,
  stripe_restricted_key: prefixed('rk_live_', BASE62, 99),
  webhook_signing_secret: prefixed('whsec_', BASE62, 32),
  square_access_token: prefixed('sq0atp-', URLSAFE, 21, 'x'),
  square_oauth_secret: prefixed('sq0csp-', URLSAFE, 42, 'x'),
  braintree_access_token: (random) => `access_token$production$${random.text(LOWER36, 16)}$${random.text(HEX, 32)}`,
  shopify_token: prefixed('shpat_', HEX, 32),
  plaid_access_token: (random) => `access-production-${uuid(random)}`,
  flutterwave_secret_key: prefixed('FLWSECK-', HEX, 32, '-X'),
  easypost_api_key: prefixed('EZAK', BASE62, 54),
  shippo_token: prefixed('shippo_live_', HEX, 40),
  duffel_token: prefixed('duffel_live_', URLSAFE, 42, 'x'),
  adyen_api_key: (random) =>
    `AQEyhmf${random.text(BASE64, 90)}==-${random.text(BASE64, 43)}=-${random.text(BASE62, 16)}`,
  openai_api_key: (random) => `sk-proj-${random.text(URLSAFE, 74)}T3BlbkFJ${random.text(URLSAFE, 73)}x`,
  anthropic_api_key: prefixed('sk-ant-api03-', URLSAFE, 93, 'AA'),
  openrouter_api_key: prefixed('sk-or-v1-', HEX, 64),
  deepseek_api_key: prefixed('sk-', HEX, 32),
  langfuse_secret_key: (random) => `sk-lf-${uuid(random)}`,
  huggingface_token: prefixed('hf_', BASE62, 34),
  replicate_token: prefixed('r8_', BASE62, 37),
  groq_api_key: prefixed('gsk_', BASE62, 52),
  perplexity_api_key: prefixed('pplx-', BASE62, 48),
  xai_api_key: prefixed('xai-', BASE62, 80),
  cerebras_api_key: prefixed('csk-', LOWER36, 48),
  nvidia_api_key: prefixed('nvapi-', URLSAFE, 63, 'x'),
  together_api_key: prefixed('tgp_v1_', URLSAFE, 42, 'x'),
  fireworks_api_key: prefixed('fw_', BASE62, 24),
  elevenlabs_api_key: prefixed('sk_', HEX, 48),
  pinecone_api_key: (random) => `pcsk_${random.text(BASE62, 6)}_${random.text(BASE62, 63)}`,
  langsmith_api_key: (random) => `lsv2_pt_${random.text(HEX, 32)}_${random.text(HEX, 10)}`,
  tavily_api_key: prefixed('tvly-', BASE62, 32),
  firecrawl_api_key: prefixed('fc-', HEX, 32),
  jina_api_key: (random) => `jina_${random.text(HEX, 32)}${random.text(BASE62, 28)}`,
  e2b_api_key: prefixed('e2b_', HEX, 40),
  wandb_api_key: prefixed('wandb_v1_', BASE62, 77),
  npm_token: checksummed('npm_'),
  pypi_token: prefixed('pypi-AgEIcHlwaS5vcmc', URLSAFE, 150, 'x'),
  rubygems_token: prefixed('rubygems_', HEX, 48),
  crates_io_token: prefixed('cio', BASE62, 32),
  nuget_api_key: prefixed('oy2', LOWER36, 43),
  docker_token: prefixed('dckr_pat_', URLSAFE, 26, 'x'),
  clojars_token: prefixed('CLOJARS_', LOWER36, 60),
  artifactory_token: prefixed('AKCp', BASE62, 69),
  supabase_secret_key: prefixed('sbp_', HEX, 40),
  planetscale_token: prefixed('pscale_tkn_', BASE62, 43),
  neon_api_key: prefixed('napi_', LOWER36, 64),
  clickhouse_cloud_key: prefixed('4b1d', BASE62, 38),
  aiven_token: prefixed('AVNS_', URLSAFE, 18, 'x'),
  mongodb_atlas_token: prefixed('mdb_sa_sk_', URLSAFE, 39, 'x'),
  private_key: (random) =>
    pem(random.pick(['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY']), random.pick([121, 1190]))(random),
  ssh_private_key: pem('OPENSSH PRIVATE KEY', 400),
  pgp_private_key: pem('PGP PRIVATE KEY BLOCK', 900),
  age_secret_key: prefixed('AGE-SECRET-KEY-1', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58),
  jwt: jwt((random) => ({ sub: uuid(random), iat: 1_700_000_000 + random.int(9_999_999), scope: 'read write' })),
  jwe: (random) =>
    [
      b64url({ alg: 'RSA-OAEP', enc: 'A256GCM' }),
      random.bytes(256).toString('base64url'),
      random.bytes(12).toString('base64url'),
      random.bytes(90).toString('base64url'),
      random.bytes(16).toString('base64url'),
    ].join('.'),
  grafana_service_account_token: (random) => {
    const body = `glsa_${random.text(BASE62, 32)}`;
    return `${body}_${crc32(body).toString(16).padStart(8, '0')}`;
  },
  grafana_cloud_token: (random) =>
    `glc_${Buffer.from(JSON.stringify({ o: '1', n: random.text(LOWER36, 12), k: random.text(BASE62, 24) })).toString('base64')}`,
  harness_api_key: (random) => `pat.${random.text(URLSAFE, 22)}.${random.text(BASE62, 24)}.${random.text(BASE62, 20)}`,
  grafana_api_key: (random) => `eyJrIjoi${random.text(BASE62, 90)}==`,
  maxmind_license_key: (random) => `${random.text(BASE62, 6)}_${random.text(BASE62, 29)}_mmk`,
  intra42_secret: prefixed('s-s4t2ud-', HEX, 64),
  scalingo_token: prefixed('tk-us-', URLSAFE, 47, 'x'),
  settlemint_token: prefixed('sm_aat_', BASE62, 16),
  authress_key: (random) =>
    `sc_${random.text(LOWER36, 12)}.${random.text(LOWER36, 4)}.acc_${random.text(LOWER36, 16)}.${random.text(BASE62, 60)}`,
  newrelic_api_key: prefixed('NRAK-', UPPER36, 27),
  sentry_token: prefixed('sntryu_', HEX, 64),
  dynatrace_token: (random) => `dt0c01.${random.text(BASE32, 24)}.${random.text(BASE32, 64)}`,
  posthog_personal_key: prefixed('phx_', BASE62, 43),
  postman_api_key: (random) => `PMAK-${random.text(HEX, 24)}-${random.text(HEX, 34)}`,
  linear_api_key: prefixed('lin_api_', BASE62, 40),
  notion_token: (random) => `ntn_${random.text(DIGITS, 11)}${random.text(BASE62, 35)}`,
  airtable_pat: (random) => `pat${random.text(BASE62, 14)}.${random.text(HEX, 64)}`,
  asana_pat: (random) => `1/1${random.text(DIGITS, 15)}:${random.text(HEX, 32)}`,
  figma_pat: prefixed('figd_', URLSAFE, 39, 'x'),
  contentful_pat: prefixed('CFPAT-', URLSAFE, 42, 'x'),
  hubspot_private_app_token: (random) => `pat-na1-${uuid(random)}`,
  typeform_token: prefixed('tfp_', BASE62, 59),
  mapbox_secret_token: (random) => `sk.eyJ1Ijoi${random.text(BASE62, 60)}.${random.text(BASE62, 22)}`,
  dropbox_token: prefixed('sl.', URLSAFE, 140, 'x'),
  facebook_access_token: prefixed('EAA', BASE62, 180),
  twitter_bearer_token: prefixed('AAAAAAAAAAAAAAAAAAAAAM', BASE62, 88),
  adobe_client_secret: prefixed('p8e-', URLSAFE, 31, 'x'),
  readme_api_key: prefixed('rdme_', LOWER36, 70),
  prefect_api_key: prefixed('pnu_', BASE62, 36),
  frameio_token: prefixed('fio-u-', URLSAFE, 63, 'x'),
  onepassword_service_account: (random) => `ops_eyJ${random.text(BASE62, 400)}`,
  onepassword_secret_key: (random) =>
    ['A3', random.text(UPPER36, 6), random.text(UPPER36, 11), ...[0, 1, 2].map(() => random.text(UPPER36, 5))].join(
      '-',
    ),
  infracost_api_key: prefixed('ico-', BASE62, 32),
  rapidapi_key: (random) =>
    `${random.text(HEX, 10)}msh${random.text(HEX, 15)}p1${random.text(HEX, 5)}jsn${random.text(HEX, 12)}`,
  lark_webhook: (random) => `open-apis/bot/v2/hook/${uuid(random)}`,
};

/** Types that stand in a text of their own: the text, and the part of it that is the secret. */
export const EMBEDDED: Readonly<Record<string, (random: Random) => readonly [text: string, secret: string]>> = {
  azure_storage_key: (random) => {
    const key = random.bytes(64).toString('base64');
    return [
      `DefaultEndpointsProtocol=https;AccountName=prodlogs;AccountKey=${key};EndpointSuffix=core.windows.net`,
      key,
    ];
  },
  azure_shared_access_key: (random) => {
    const key = random.bytes(32).toString('base64');
    return [`Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${key}`, key];
  },
  azure_sas_signature: (random) => {
    const signature = encodeURIComponent(random.bytes(32).toString('base64'));
    return [
      `https://prodlogs.blob.core.windows.net/c?sv=2024-11-04&se=2027-01-01&sr=c&sp=rl&sig=${signature}`,
      signature,
    ];
  },
  putty_private_key: (random) => {
    const text = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ops\nPrivate-Lines: 1\n${random.bytes(48).toString('base64')}\nPrivate-MAC: ${random.text(HEX, 64)}`;
    return [text, text];
  },
  cloudinary_url: (random) => {
    const secret = random.text(URLSAFE, 26) + 'x';
    return [`cloudinary://${random.text(DIGITS, 15)}:${secret}@prodcloud`, secret];
  },
  splunk_hec_token: (random) => {
    const token = uuid(random);
    return [`Authorization: Splunk ${token}`, token];
  },
  ...Object.fromEntries(
    (
      [
        ['postgres_url', 'postgresql'],
        ['mysql_url', 'mysql'],
        ['mongodb_url', 'mongodb+srv'],
        ['redis_url', 'rediss'],
        ['amqp_url', 'amqps'],
        ['sqlserver_url', 'sqlserver'],
        ['url_password', 'https'],
      ] as const
    ).map(([type, scheme]) => [
      type,
      (random: Random) => {
        const password = random.text(BASE62, 14);
        return [`${scheme}://svc_app:${password}@db-1.internal.corp:5432/main`, password] as const;
      },
    ]),
  ),
  gitlab_session: (random) => {
    const value = random.text(LOWER36, 32);
    return [`Cookie: _gitlab_session=${value}; locale=nl`, value];
  },
  basic_auth: (random) => {
    const pair = Buffer.from(`svc-deploy:${random.text(BASE62, 16)}`).toString('base64');
    return [`Authorization: Basic ${pair}`, pair];
  },
  bearer_token: (random) => {
    const token = random.text(BASE62, 40);
    return [`Authorization: Bearer ${token}`, token];
  },
};

/** Types that only their name gives away: the name and the value. */
export const NAMED: Readonly<Record<string, readonly [name: string, value: Sample]>> = {
  aws_secret_access_key: ['aws_secret_access_key', prefixed('', BASE64, 40)],
  azure_openai_key: ['AZURE_OPENAI_API_KEY', prefixed('', HEX, 32)],
  datadog_api_key: ['DD_API_KEY', prefixed('', HEX, 32)],
  heroku_api_key: ['HEROKU_API_KEY', uuid],
  snyk_token: ['SNYK_TOKEN', uuid],
  postmark_token: ['POSTMARK_SERVER_TOKEN', uuid],
  splunk_hec_token: ['SPLUNK_HEC_TOKEN', uuid],
  codecov_token: ['CODECOV_TOKEN', uuid],
  twilio_auth_token: ['TWILIO_AUTH_TOKEN', prefixed('', HEX, 32)],
  cloudflare_api_token: ['CLOUDFLARE_API_TOKEN', prefixed('', URLSAFE, 39, 'x')],
  mailgun_api_key: ['MAILGUN_API_KEY', (random) => [32, 8, 8].map((length) => random.text(HEX, length)).join('-')],
  okta_token: ['OKTA_API_TOKEN', prefixed('00', URLSAFE, 39, 'x')],
  algolia_admin_key: ['ALGOLIA_ADMIN_KEY', prefixed('', HEX, 32)],
  pagerduty_key: ['PAGERDUTY_INTEGRATION_KEY', prefixed('', HEX, 32)],
  fastly_token: ['FASTLY_API_TOKEN', prefixed('', URLSAFE, 31, 'x')],
  cohere_api_key: ['COHERE_API_KEY', prefixed('', BASE62, 40)],
  mistral_api_key: ['MISTRAL_API_KEY', prefixed('', BASE62, 32)],
  linode_token: ['LINODE_TOKEN', prefixed('', HEX, 64)],
  alibaba_secret_key: ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', prefixed('', BASE62, 30)],
  confluent_secret: ['CONFLUENT_API_SECRET', prefixed('', BASE64, 64)],
  elastic_api_key: ['ELASTIC_API_KEY', prefixed('', URLSAFE, 60, '==')],
  discord_client_secret: ['DISCORD_CLIENT_SECRET', prefixed('', URLSAFE, 31, 'x')],
  hubspot_api_key: ['HUBSPOT_API_KEY', uuid],
  squarespace_token: ['SQUARESPACE_TOKEN', uuid],
  kucoin_secret: ['KUCOIN_API_SECRET', uuid],
  messagebird_key: ['MESSAGEBIRD_ACCESS_KEY', prefixed('', BASE62, 25)],
  generic_password: ['db_password', (random) => `${random.text(BASE62, 9)}!${random.text(DIGITS, 2)}x`],
  generic_api_key: ['x_api_key', prefixed('', BASE62, 32)],
  generic_secret: ['session_secret', prefixed('', BASE62, 40)],
};
