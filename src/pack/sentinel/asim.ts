/**
 * The events under the names of Microsoft's information model (ASIM, Audit Event), as a function of the workspace: what
 * searches of others over all sources read.
 * @module
 */
import { sentinelColumn as column } from '../../dashboards/sentinel/condition.js';
import { TABLE, TIME_COLUMN } from '../../targets/sentinel/index.js';

/** Name that queries call it by. */
export const ASIM_FUNCTION = 'ASimAuditEventAIGovernance';

const type = column('event_type');
const isCall = `${type} startswith "tool_call."`;

/** Column of the model to expression, in the order of its documentation. */
const COLUMNS: Readonly<Record<string, string>> = {
  EventCount: 'int(1)',
  EventStartTime: TIME_COLUMN,
  EventEndTime: TIME_COLUMN,
  EventOriginalType: type,
  EventOriginalUid: column('event_id'),
  EventResult: `case(${type} == "tool_call.completed", "Success", ${type} in ("tool_call.failed", "tool_call.blocked"), "Failure", ${isCall}, "NA", "Success")`,
  EventResultDetails: column('governance.reason'),
  EventSeverity: `iff(${type} == "tool_call.blocked", "Medium", "Informational")`,
  EventProduct: '"AI governance"',
  EventVendor: '"agent-siem"',
  EventSchema: '"AuditEvent"',
  EventSchemaVersion: '"0.1.2"',
  Dvc: column('source.host'),
  Operation: `iff(${isCall}, ${column('tool_call.tool_name')}, ${type})`,
  Object: `iff(${isCall}, ${column('target.system')}, ${column('config.setting')})`,
  ObjectType: `iff(${isCall}, "Other", "Configuration Atom")`,
  OldValue: column('config.from_value'),
  NewValue: column('config.to_value'),
  RuleName: column('governance.matched_rule'),
  ActorUserId: column('identity.user_id'),
  ActorUsername: column('identity.email'),
  ActorUsernameType: `iff(isempty(${column('identity.email')}), "", "UPN")`,
  ActorSessionId: column('agent.session_id'),
  ActingAppId: column('agent.agent_id'),
  ActingAppName: column('agent.agent_name'),
  ActingAppType: '"Other"',
  SrcIpAddr: column('identity.source_ip'),
};

/** Body of the function: calls of tools and changes of configuration. Copies of an event stay, as in any source. */
export const asimQuery = (): string =>
  [
    TABLE,
    `where ${isCall} or ${type} startswith "config."`,
    // Last of all the type: the model's own name is ours.
    `project TimeGenerated, ${Object.entries(COLUMNS)
      .map(([name, expression]) => `${name} = ${expression}`)
      .join(', ')}, EventType = iff(${isCall}, "Execute", "Set")`,
  ].join('\n| ');
