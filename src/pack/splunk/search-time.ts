/**
 * Search-time knowledge of the Splunk app: fields, CIM aliases, event types, tags, lookups, base macros.
 * @module
 */
import { confText, type Stanza } from './conf.js';
import { SOURCETYPE } from './addon.js';

/** Event type name, its search and its tags (Common Information Model). */
const EVENT_TYPES: readonly (readonly [string, string, readonly string[]])[] = [
  ['ai_governance_tool_call', 'event_type="tool_call.*"', []],
  ['ai_governance_blocked', '(event_type="tool_call.blocked" OR event_type="policy.violation")', ['alert']],
  [
    'ai_governance_secret',
    '(event_type="secret.detected" OR event_type="secret.blocked")',
    ['alert', 'dlp', 'incident'],
  ],
  ['ai_governance_authentication', '(event_type="auth.success" OR event_type="auth.failure")', ['authentication']],
  ['ai_governance_change', '(event_type="config.agent_changed" OR event_type="config.policy_changed")', ['change']],
];

const props: Stanza = {
  name: SOURCETYPE,
  settings: {
    KV_MODE: 'json',
    AUTO_KV_JSON: 'true',
    'FIELDALIAS-user': '"identity.email" AS user',
    'FIELDALIAS-user_id': '"identity.user_id" AS user_id',
    'FIELDALIAS-action': '"tool_call.tool_name" AS action',
    'FIELDALIAS-action_result': '"governance.result" AS action_result',
    'FIELDALIAS-src': '"identity.source_ip" AS src',
    'FIELDALIAS-app': '"source.service" AS app',
    'FIELDALIAS-signature': '"governance.matched_rule" AS signature',
    'FIELDALIAS-session_id': '"agent.session_id" AS session_id',
    'FIELDALIAS-object': '"config.setting" AS object',
    // The Authentication and Change models want their own words; calculated after the alias, for events without a tool.
    'EVAL-action':
      'case(event_type=="auth.success","success",event_type=="auth.failure","failure",event_type=="config.agent_changed" OR event_type=="config.policy_changed","modified",true(),action)',
    'EVAL-vendor_product': '"agent-siem"',
    'EVAL-authentication_result': 'case(event_type=="auth.success","success",event_type=="auth.failure","failure")',
    'EVAL-severity':
      'case(event_type=="secret.detected" OR event_type=="secret.blocked","critical",event_type=="tool_call.blocked" OR event_type=="policy.violation","high",event_type=="auth.failure","medium",true(),"informational")',
  },
};

const lookup: Stanza = {
  name: 'agent_scope',
  settings: { filename: 'agent_scope.csv', case_sensitive_match: 'true', max_matches: 1000 },
};

/** First row of the scope table; a customer's rows follow. */
export const AGENT_SCOPE_CSV = 'agent_id,kind,value\n';

/** props.conf of the app. */
export const searchTimeProps = (): string => confText([props]);

/** transforms.conf of the app. */
export const searchTimeTransforms = (): string => confText([lookup]);

/** eventtypes.conf: the index comes from the macro, so that another index is one change. */
export const eventTypes = (): string =>
  confText(
    EVENT_TYPES.map(([name, search]) => ({
      name,
      settings: { search: `\`ai_governance_index\` sourcetype="${SOURCETYPE}" ${search}` },
    })),
  );

/** tags.conf. */
export const tags = (): string =>
  confText(
    EVENT_TYPES.filter(([, , names]) => names.length > 0).map(([name, , names]) => ({
      name: `eventtype=${name}`,
      settings: Object.fromEntries(names.map((tag) => [tag, 'enabled'])),
    })),
  );
