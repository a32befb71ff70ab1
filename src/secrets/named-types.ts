/**
 * Types that only their name gives away: a key, variable or header and the value beside it.
 * @module
 */

/** One such type. */
export interface NamedType {
  readonly type: string;
  readonly title: string;
  /** Tried on the name in lower snake case, the parent's name in front, such as `aws.secret_access_key`. */
  readonly name: RegExp;
  /** The whole value. */
  readonly value: RegExp;
  /** Least Shannon entropy, bits a character. */
  readonly entropy: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX_32 = /^[0-9a-f]{32}$/i;

const named = (type: string, title: string, name: RegExp, value: RegExp, entropy = 3): NamedType => ({
  type,
  title,
  name,
  value,
  entropy,
});

/** Vendors whose keys have no shape of their own. */
export const NAMED_TYPES: readonly NamedType[] = [
  named(
    'aws_secret_access_key',
    'AWS secret access key',
    /aws.{0,20}(?:secret|sk$|key$)|secret_?access_?key|s3_?secret/,
    /^[A-Za-z0-9/+]{40}$/,
    4,
  ),
  named(
    'aws_session_token',
    'AWS session token',
    /aws.{0,12}session_?token|^session_?token$/,
    /^[A-Za-z0-9/+=]{100,2048}$/,
    4,
  ),
  named('azure_storage_key', 'Azure storage account key', /account_?key|storage.{0,10}key/, /^[A-Za-z0-9+/]{86}==$/, 4),
  named(
    'azure_openai_key',
    'Azure OpenAI or Cognitive Services key',
    /azure.{0,24}key|ocp_apim_subscription_key|cognitive.{0,16}key/,
    /^(?:[0-9a-f]{32}|[A-Za-z0-9]{84})$/,
  ),
  named(
    'datadog_api_key',
    'Datadog API or application key',
    /datadog|(?:^|[._])dd_?(?:api|app|application)_?key/,
    /^(?:[0-9a-f]{32}|[0-9a-f]{40})$/i,
  ),
  named('heroku_api_key', 'Heroku API key', /heroku.{0,20}(?:key|token|secret|auth)/, UUID),
  named('snyk_token', 'Snyk API token', /snyk.{0,12}(?:key|token|auth)/, UUID),
  named('postmark_token', 'Postmark server token', /postmark/, UUID),
  named('splunk_hec_token', 'Splunk HEC token', /splunk.{0,16}token|hec_?token/, UUID),
  named('codecov_token', 'Codecov upload token', /codecov/, UUID),
  named('twilio_auth_token', 'Twilio auth token', /twilio.{0,16}(?:token|secret|key|auth)/, HEX_32),
  named(
    'cloudflare_api_token',
    'Cloudflare API token or key',
    /cloudflare|(?:^|[._])cf_?api/,
    /^(?:[A-Za-z0-9_-]{40}|[0-9a-f]{37})$/,
    3.3,
  ),
  named('mailgun_api_key', 'Mailgun API key', /mailgun/, /^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$/),
  named('okta_token', 'Okta API token', /okta/, /^00[A-Za-z0-9_-]{40}$/, 3.5),
  named('algolia_admin_key', 'Algolia admin key', /algolia(?!.*search).{0,16}(?:admin|write|api)/, HEX_32),
  named(
    'pagerduty_key',
    'PagerDuty API or integration key',
    /pager_?duty/,
    /^(?:[A-Za-z0-9+_-]{20}|[0-9a-f]{32})$/i,
    3,
  ),
  named('fastly_token', 'Fastly API token', /fastly/, /^[A-Za-z0-9_=-]{32}$/, 3.5),
  named('cohere_api_key', 'Cohere API key', /cohere|(?:^|[._])co_api_key/, /^[A-Za-z0-9]{40}$/, 3.5),
  named('mistral_api_key', 'Mistral API key', /mistral/, /^[A-Za-z0-9]{32}$/, 3.5),
  named('wandb_api_key', 'Weights & Biases API key', /wandb|weights_?and_?biases/, /^[0-9a-f]{40}$/),
  named('linode_token', 'Linode API token', /linode/, /^[0-9a-f]{64}$/),
  named(
    'alibaba_secret_key',
    'Alibaba Cloud access key secret',
    /ali(?:yun|baba|cloud).{0,20}secret/,
    /^[A-Za-z0-9]{30}$/,
    3.5,
  ),
  named('confluent_secret', 'Confluent Cloud API secret', /confluent.{0,16}secret/, /^[A-Za-z0-9/+]{64}$/, 4),
  named('vercel_token', 'Vercel token', /vercel.{0,10}token/, /^[A-Za-z0-9]{24}$/, 3.3),
  named(
    'elastic_api_key',
    'Elasticsearch API key',
    /elastic.{0,16}(?:api_?key|secret)/,
    /^[A-Za-z0-9_-]{20,128}={0,2}$/,
    3.5,
  ),
  named('discord_client_secret', 'Discord client secret', /discord.{0,16}secret/, /^[A-Za-z0-9_-]{32}$/, 3.5),
  named('hubspot_api_key', 'HubSpot API key', /hubspot.{0,12}(?:key|token|secret)/, UUID),
  named('squarespace_token', 'Squarespace access token', /squarespace.{0,12}(?:key|token|secret)/, UUID),
  named('kucoin_secret', 'KuCoin API secret', /kucoin.{0,12}(?:key|token|secret|passphrase)/, UUID),
  named(
    'messagebird_key',
    'MessageBird access key',
    /message_?bird.{0,12}(?:key|token|secret)/,
    /^(?:[A-Za-z0-9]{25}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
  ),
  named('npm_token', 'npm token of the old form', /_auth_?token$|npm.{0,8}token/, UUID),
];

/** Types for any other name; decided in named-value.ts. */
export const GENERIC_TYPES: readonly { readonly type: string; readonly title: string }[] = [
  { type: 'generic_password', title: 'Password beside a name that says so' },
  { type: 'generic_api_key', title: 'Random value beside a name such as api_key' },
  { type: 'generic_secret', title: 'Random value beside a name such as token, secret or credential' },
  { type: 'bearer_token', title: 'Opaque token in an Authorization header' },
  { type: 'basic_auth', title: 'User and password of HTTP basic authentication' },
];

/** Lower-case literals of the prefilter, any of which can start or end a name worth a look. */
export const NAME_KEYWORDS: readonly string[] = [
  'pass',
  'pwd',
  'secret',
  'token',
  'key',
  'auth',
  'cred',
  'bearer',
  '_pat',
  'datadog',
  'pagerduty',
  'cloudflare',
  'postmark',
  'mailgun',
  'algolia',
  'mistral',
  'cohere',
  'fastly',
  'codecov',
  'linode',
  'okta',
  'wandb',
];
