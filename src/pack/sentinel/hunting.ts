/**
 * Hunting queries: questions that have no threshold.
 * @module
 */
import { sentinelColumn } from '../../dashboards/sentinel/condition.js';
import { TABLE, TIME_COLUMN } from '../../targets/sentinel/index.js';

/** One hunting query. */
export interface HuntingQuery {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly query: string;
}

const column = sentinelColumn;
const id = column('event_id');
const type = column('event_type');
const agent = column('agent.agent_id');
const email = column('identity.email');
const session = column('agent.session_id');
const tool = column('tool_call.tool_name');
const hash = column('tool_call.parameters_hash');
const secret = column('secret.fingerprint');
const server = column('tool_call.tool_server');

const lines = (...parts: readonly string[]): string => parts.join('\n| ');

/** Copies of an event count once: first one row for each event id. */
export const HUNTING_QUERIES: readonly HuntingQuery[] = [
  {
    name: 'secret_spread',
    title: 'One secret, several agents or users',
    description: 'Fingerprints seen with more than one agent or user: they share a source.',
    query: lines(
      TABLE,
      `where isnotempty(${secret})`,
      `summarize ${TIME_COLUMN} = min(${TIME_COLUMN}) by ${id}, ${secret}, ${agent}, ${email}`,
      `summarize Events = count(), FirstSeen = min(${TIME_COLUMN}), Agents = make_set(${agent}), Users = make_set(${email}) by ${secret}`,
      'where array_length(Agents) > 1 or array_length(Users) > 1',
      'order by Events desc',
    ),
  },
  {
    name: 'blocked_then_completed',
    title: 'Refused calls that were later completed with the same parameters',
    description:
      'The same parameters hash was blocked and completed: by another tool, another session or after a change of policy.',
    query: lines(
      TABLE,
      `where isnotempty(${hash}) and ${type} in ("tool_call.blocked", "tool_call.completed")`,
      `summarize ${TIME_COLUMN} = min(${TIME_COLUMN}) by ${id}, ${type}, ${hash}, ${agent}, ${tool}`,
      `summarize Blocked = countif(${type} == "tool_call.blocked"), Completed = countif(${type} == "tool_call.completed"), FirstSeen = min(${TIME_COLUMN}), LastSeen = max(${TIME_COLUMN}), Tools = make_set(${tool}) by ${hash}, ${agent}`,
      'where Blocked > 0 and Completed > 0',
      'order by LastSeen desc',
    ),
  },
  {
    name: 'rare_servers',
    title: 'Tool servers that few sessions use',
    description: 'Servers used in at most three sessions: new, forgotten or not meant to be there.',
    query: lines(
      TABLE,
      `where isnotempty(${server}) and ${type} startswith "tool_call."`,
      `summarize ${TIME_COLUMN} = min(${TIME_COLUMN}) by ${id}, ${server}, ${session}, ${agent}`,
      `summarize Calls = count(), FirstSeen = min(${TIME_COLUMN}) by ${server}, ${session}, ${agent}`,
      `summarize Sessions = count(), Calls = sum(Calls), FirstSeen = min(FirstSeen), Agents = make_set(${agent}) by ${server}`,
      'where Sessions <= 3',
      'order by FirstSeen desc',
    ),
  },
  {
    name: 'unattributed_sessions',
    title: 'Sessions without a person',
    description: 'Agent sessions in which no event names the human behind the agent.',
    query: lines(
      TABLE,
      `where isnotempty(${session})`,
      `summarize ${TIME_COLUMN} = min(${TIME_COLUMN}) by ${id}, ${session}, ${agent}, ${email}`,
      `summarize Events = count(), Named = countif(isnotempty(${email})), FirstSeen = min(${TIME_COLUMN}) by ${session}, ${agent}`,
      'where Named == 0',
      'order by FirstSeen desc',
    ),
  },
];
