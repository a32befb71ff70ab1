/**
 * The investigation notebook: two questions, each as steps with the query that answers them.
 * @module
 */
import type { Json, JsonObject } from '../pack-files.js';
import { BASE_QUERY } from './pipeline.js';

const cell = (definition: JsonObject, rest: JsonObject = {}): JsonObject => ({
  type: 'notebook_cells',
  attributes: { definition, ...rest },
});

const text = (markdown: string): JsonObject => cell({ type: 'markdown', text: markdown });

const logs = (query: string): JsonObject =>
  cell(
    {
      type: 'log_stream',
      query: `${BASE_QUERY} ${query}`,
      indexes: [],
      show_date_column: true,
      show_message_column: true,
      message_display: 'expanded-md',
    },
    { graph_size: 'm', time: null },
  );

const query = (search: string, groups: readonly string[]): JsonObject => ({
  data_source: 'logs',
  name: 'query1',
  indexes: ['*'],
  search: { query: `${BASE_QUERY} ${search}` },
  compute: { aggregation: 'count' },
  group_by: groups.map((facet) => ({ facet, limit: 20, sort: { aggregation: 'count', order: 'desc' } })),
});

const top = (title: string, search: string, groups: readonly string[]): JsonObject =>
  cell(
    {
      type: 'toplist',
      title,
      requests: [
        {
          response_format: 'scalar',
          queries: [query(search, groups)],
          formulas: [{ formula: 'query1', limit: { count: 20, order: 'desc' } }],
        },
      ],
    },
    { graph_size: 'm', time: null },
  );

const series = (title: string, search: string, groups: readonly string[]): JsonObject =>
  cell(
    {
      type: 'timeseries',
      title,
      show_legend: true,
      requests: [
        {
          response_format: 'timeseries',
          display_type: 'bars',
          queries: [query(search, groups)],
          formulas: [{ formula: 'query1' }],
        },
      ],
    },
    { graph_size: 'm', time: null },
  );

const BLOCKED = '@event_type:("tool_call.blocked" OR "policy.violation")';
const SECRET = '@event_type:("secret.detected" OR "secret.blocked")';
const FINISHED = '@event_type:("tool_call.completed" OR "tool_call.failed")';

const blockedAgent = (): readonly Json[] => [
  text(
    '# An agent was blocked: was the policy correct?\n\nReplace `AGENT`, `SESSION`, `RULE` and `HASH` in the queries below with the values of the alert. Set the time to an hour around it.',
  ),
  text(
    '## 1. What was blocked\n\nAgent, user, tool, the rule that decided and its reason. `decided_by: user` means that a person refused, not a policy.',
  ),
  logs(`${BLOCKED} @agent.agent_id:"AGENT"`),
  text(
    '## 2. Which rule refuses which tool\n\nOne rule that refuses one tool of one agent is a question about this agent. One rule that refuses everybody since a moment is a question about the rule.',
  ),
  top('Blocked calls by rule and tool', BLOCKED, ['@governance.matched_rule', '@tool_call.tool_name']),
  text('## 3. Since when, and for whom\n\nA step at one moment: look for a policy change (next cell) just before it.'),
  series('Refusals of this rule by agent', `${BLOCKED} @governance.matched_rule:"RULE"`, ['@agent.agent_id']),
  logs('@event_type:("config.policy_changed" OR "config.agent_changed")'),
  text(
    '## 4. Was it tried again\n\nThe same parameters hash many times is a retry loop. Many hashes against one tool is a search for a way through.',
  ),
  top('Attempts by parameters hash', `${BLOCKED} @agent.agent_id:"AGENT"`, [
    '@tool_call.parameters_hash',
    '@tool_call.tool_name',
  ]),
  text(
    '## 5. What happened afterwards in the session\n\nA finished call on the same target after the refusal, by another tool, is circumvention: treat it as an incident.',
  ),
  logs(`${FINISHED} @agent.session_id:"SESSION"`),
  text(
    '## 6. Decide\n\n| finding | policy | next |\n|---|---|---|\n| the user asked for it and the data is theirs | too narrow | change the policy, name it in the ticket |\n| nobody asked for it | correct | end the session, look for the text that led the agent there |\n| another way was found | correct, incomplete | incident; close the other way |\n| a loop | correct | stop the agent, tell its owner |',
  ),
];

const secretDetected = (): readonly Json[] => [
  text(
    '# A secret was detected: where did it come from?\n\nThe value is nowhere in these events. `secret.fingerprint` is the same for the same secret; replace `FINGERPRINT` and `SESSION` below.',
  ),
  text(
    '## 1. Rotate first\n\nA secret that reached a tool call has left its place, blocked or not. Rotate it now; the rest can wait.',
  ),
  logs(`${SECRET} @secret.fingerprint:"FINGERPRINT"`),
  text(
    '## 2. Was it stopped\n\n`secret.blocked` was stopped before the tool; `secret.detected` followed by a finished call was not.',
  ),
  top('Secret events by type and event', SECRET, ['@secret.secret_type', '@event_type']),
  logs(`${FINISHED} @agent.session_id:"SESSION"`),
  text(
    '## 3. Where else did this secret appear\n\nOther agents or users with the same fingerprint share its source: a file, a prompt template, an environment.',
  ),
  top('Agents and users with this fingerprint', `${SECRET} @secret.fingerprint:"FINGERPRINT"`, [
    '@agent.agent_id',
    '@identity.email',
  ]),
  text(
    '## 4. When did it first appear, and what came just before\n\nThe call before the first sighting in the session returned it, as a rule: a file read, a query, a page.',
  ),
  series('Sightings of this secret', `${SECRET} @secret.fingerprint:"FINGERPRINT"`, ['@tool_call.tool_name']),
  logs('@agent.session_id:"SESSION"'),
  text(
    '## 5. Which tools would have got it\n\nA tool that sends data outside makes it a leak; a local tool makes it a near miss.',
  ),
  top('Tools and servers', `${SECRET} @secret.fingerprint:"FINGERPRINT"`, [
    '@tool_call.tool_name',
    '@tool_call.tool_server',
  ]),
  text(
    '## 6. Close\n\nRotated (who, when), source cleaned, agent kept away from it (scope or policy), everybody in step 3 told.',
  ),
];

/** Body of POST /api/v1/notebooks. */
export const notebook = (): JsonObject => ({
  data: {
    type: 'notebooks',
    attributes: {
      name: 'AI agent governance: investigations',
      time: { live_span: '1d' },
      status: 'published',
      metadata: { type: 'investigation', is_template: true, take_snapshots: false },
      cells: [...blockedAgent(), ...secretDetected()],
    },
  },
});
