/**
 * Observability, work management and other services.
 * @module
 */
import { hasHexChecksum } from '../checksums.js';
import { entropyOf } from '../entropy.js';
import { patternsOf } from '../pattern.js';

const service = patternsOf('service');

/** Types of this group. */
export const SERVICES = [
  service(
    'grafana_service_account_token',
    'Grafana service account token',
    ['glsa_'],
    /glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}/,
    {
      entropy: 3.5,
      checksum: hasHexChecksum,
    },
  ),
  service('grafana_cloud_token', 'Grafana Cloud token', ['glc_'], /glc_[A-Za-z0-9+/]{32,400}={0,2}/, { entropy: 3.5 }),
  service('grafana_api_key', 'Grafana API key of the old form', ['eyjrijoi'], /eyJrIjoi[A-Za-z0-9]{70,400}={0,3}/, {
    entropy: 3.5,
  }),
  service('maxmind_license_key', 'MaxMind license key', ['_mmk'], /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/, {
    lookback: 36,
    entropy: 3.5,
  }),
  service('intra42_secret', 'Intra 42 client secret', ['s-s4t2'], /s-s4t2(?:ud|af)-[a-f0-9]{64}/),
  service('scalingo_token', 'Scalingo API token', ['tk-us-'], /tk-us-[A-Za-z0-9_-]{48}/, { entropy: 3.5 }),
  service(
    'settlemint_token',
    'SettleMint access token',
    ['sm_aat_', 'sm_pat_', 'sm_sat_'],
    /sm_[aps]at_[A-Za-z0-9]{16}/,
  ),
  service(
    'authress_key',
    'Authress service client key',
    ['.acc_', '.acc-'],
    /(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}/,
    { lookback: Array.from({ length: 41 }, (_, index) => 11 + index), entropy: 3.5 },
  ),
  service(
    'newrelic_api_key',
    'New Relic user or insert key',
    ['nrak-', 'nrii-', 'nraa-', 'nrra-'],
    /NR(?:AK|AA|RA)-[A-Z0-9]{27}|NRII-[A-Za-z0-9_-]{32}/,
    {
      entropy: 3.3,
    },
  ),
  service(
    'sentry_token',
    'Sentry auth token',
    ['sntrys_', 'sntryu_'],
    /(?:sntryu_[a-f0-9]{64}|sntrys_eyJ[A-Za-z0-9+/=_-]{80,500})/,
  ),
  service(
    'dynatrace_token',
    'Dynatrace API token',
    ['dt0c01.', 'dt0s01.', 'dt0s02.'],
    /dt0[cs]0[12]\.[A-Z0-9]{24}\.[A-Z0-9]{64}/i,
    {
      entropy: 3.5,
    },
  ),
  service('posthog_personal_key', 'PostHog personal API key', ['phx_'], /phx_[A-Za-z0-9]{40,50}/, { entropy: 3.5 }),
  service('postman_api_key', 'Postman API key', ['pmak-'], /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/),
  service('linear_api_key', 'Linear API key', ['lin_api_', 'lin_oauth_'], /lin_(?:api|oauth)_[A-Za-z0-9]{40,64}/, {
    entropy: 3.5,
  }),
  service(
    'notion_token',
    'Notion integration token',
    ['ntn_', 'secret_'],
    /(?:ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})/,
    {
      entropy: 3.7,
    },
  ),
  service('airtable_pat', 'Airtable personal access token', ['pat'], /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}/),
  service(
    'asana_pat',
    'Asana personal access token',
    ['1/1', '2/1', '2/2'],
    /[12]\/[0-9]{13,20}(?:\/[0-9]{13,20})?:[a-f0-9]{32}/,
  ),
  service('figma_pat', 'Figma personal access token', ['figd_', 'figu_'], /fig[du]_[A-Za-z0-9_-]{38,64}/, {
    entropy: 3.5,
  }),
  service('contentful_pat', 'Contentful personal access token', ['cfpat-'], /CFPAT-[A-Za-z0-9_-]{43}/, {
    entropy: 3.5,
  }),
  service(
    'hubspot_private_app_token',
    'HubSpot private app token',
    ['pat-na', 'pat-eu', 'pat-ap'],
    /pat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i,
  ),
  service('typeform_token', 'Typeform API token', ['tfp_'], /tfp_[A-Za-z0-9_.=-]{40,64}/, { entropy: 3.5 }),
  service(
    'mapbox_secret_token',
    'Mapbox secret token',
    ['sk.eyj'],
    /sk\.eyJ[A-Za-z0-9_-]{50,200}\.[A-Za-z0-9_-]{20,30}/,
    { entropy: 3.5 },
  ),
  service('dropbox_token', 'Dropbox access token', ['sl.'], /sl\.(?:u\.)?[A-Za-z0-9_-]{100,1400}/, { entropy: 4 }),
  service('facebook_access_token', 'Facebook access token', ['eaa'], /EAA[A-Za-z0-9]{80,300}/, { entropy: 4 }),
  service(
    'twitter_bearer_token',
    'X (Twitter) bearer token',
    ['aaaaaaaaaaaaaaaaaaaa'],
    /A{20,22}[A-Za-z0-9%]{70,110}/,
    { decide: (value) => entropyOf(value.slice(22)) > 4 },
  ),
  service('adobe_client_secret', 'Adobe client secret', ['p8e-'], /p8e-[A-Za-z0-9_-]{32}/, { entropy: 3.5 }),
  service('readme_api_key', 'ReadMe API key', ['rdme_'], /rdme_[a-z0-9]{70}/),
  service('prefect_api_key', 'Prefect API key', ['pnu_', 'pnb_'], /pn[ub]_[A-Za-z0-9]{36}/, { entropy: 3.5 }),
  service('frameio_token', 'Frame.io token', ['fio-u-'], /fio-u-[A-Za-z0-9_=-]{64}/, { entropy: 3.5 }),
  service(
    'onepassword_service_account',
    '1Password service account token',
    ['ops_eyj'],
    /ops_eyJ[A-Za-z0-9+/]{200,1500}={0,3}/,
    { entropy: 3.5 },
  ),
  service(
    'onepassword_secret_key',
    '1Password secret key',
    ['a3-'],
    /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}/,
    { entropy: 3.3 },
  ),
  service('infracost_api_key', 'Infracost API key', ['ico-'], /ico-(?![0-9a-f]{32})[A-Za-z0-9]{32}/, { entropy: 3.5 }),
  service('rapidapi_key', 'RapidAPI key', ['msh'], /[a-f0-9]{10}msh[a-f0-9]{15}p1[a-f0-9]{5}jsn[a-f0-9]{12}/i, {
    lookback: 10,
  }),
  service(
    'cloudinary_url',
    'Cloudinary URL with its secret',
    ['cloudinary://'],
    /cloudinary:\/\/[0-9]{10,20}:(?<secret>[A-Za-z0-9_-]{20,40})@/,
    { entropy: 3.5 },
  ),
  service(
    'lark_webhook',
    'Lark or Feishu bot webhook',
    ['open-apis/bot/'],
    /open-apis\/bot\/v2\/hook\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  ),
  service(
    'splunk_hec_token',
    'Splunk HEC token in an Authorization header',
    ['splunk '],
    /splunk (?<secret>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i,
  ),
] as const;
