/**
 * Who and where: the standard attributes of Claude Code's records.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { textAt, textsAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { addedIdentityOf, agentIdOf, present, sourceOf } from '../resource-context.js';

/**
 * The account stands for the human; `user.id` is the installation's own id (the subject of the identity provider on
 * gateway sessions) and is used as user id only where there is no account.
 */
const identityOf = (record: LogRecord): NonNullable<GovernanceEvent['identity']> => {
  const { attributes } = record;
  const throughGateway = textAt(attributes, 'identity.source') !== undefined;
  return present({
    user_id: textAt(attributes, 'user.account_uuid', 'user.account_id', 'user.id'),
    email: textAt(attributes, 'user.email'),
    idp_subject: throughGateway ? textAt(attributes, 'user.id') : undefined,
    roles: textsAt(attributes, 'user.groups'),
    ...addedIdentityOf(record),
  });
};

/** Identity, agent and source groups of a record. */
export const contextOf = (record: LogRecord): Pick<GovernanceEvent, 'identity' | 'agent' | 'source'> => {
  const { attributes } = record;
  return {
    source: sourceOf(record),
    identity: identityOf(record),
    agent: present({
      agent_id: agentIdOf(record, 'claude-code', /^claude-code$/),
      agent_name: record.resource['service.name'] === 'cowork' ? 'Claude Cowork' : 'Claude Code',
      role: textAt(attributes, 'agent.name'),
      model: textAt(attributes, 'model'),
      session_id: textAt(attributes, 'session.id'),
    }),
  };
};
