/**
 * Claude Code's records about models, sign-in, configuration and hooks.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { type SourceResult, type SourceState, one, skip } from '../agent-source.js';
import { flagAt, integerAt, numberAt, textAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { present } from '../resource-context.js';

/** Cost travels on the model request, not on the tool call. */
export const mapApiRequest = ({ attributes }: LogRecord): SourceResult => {
  const micros = numberAt(attributes, 'cost_usd_micros');
  return one({
    event_type: 'model.request_completed',
    cost: present({
      input_tokens: integerAt(attributes, 'input_tokens'),
      output_tokens: integerAt(attributes, 'output_tokens'),
      estimated_cost_usd: numberAt(attributes, 'cost_usd') ?? (micros === undefined ? undefined : micros / 1e6),
    }),
  });
};

const reasonOf = (...parts: readonly (string | undefined)[]): string | undefined => {
  const known = parts.filter((part) => part !== undefined);
  return known.length > 0 ? known.join(' ') : undefined;
};

/** A refused credential is the only error of the model's API that is a governance event. */
export const mapApiError = ({ attributes }: LogRecord): SourceResult => {
  const status = integerAt(attributes, 'status_code');
  if (status !== 401 && status !== 403) return skip('not an authentication error');
  return one({
    event_type: 'auth.failure',
    governance: present({ result: 'denied' as const, reason: reasonOf('model API answered', String(status)) }),
  });
};

/** /login. A logout is no attempt to authenticate. */
export const mapAuth = ({ attributes }: LogRecord): SourceResult => {
  if (textAt(attributes, 'action') === 'logout') return skip('logout');
  const success = flagAt(attributes, 'success');
  if (success === undefined) return skip('no outcome');
  if (success) return one({ event_type: 'auth.success', governance: { result: 'allowed' } });
  return one({
    event_type: 'auth.failure',
    governance: present({
      result: 'denied' as const,
      reason: reasonOf(
        textAt(attributes, 'auth_method'),
        textAt(attributes, 'error_category'),
        textAt(attributes, 'status_code'),
      ),
    }),
  });
};

const changed = (config: NonNullable<GovernanceEvent['config']>, reason?: string): SourceResult =>
  one({ event_type: 'config.agent_changed', config, ...(reason === undefined ? {} : { governance: { reason } }) });

/** Permission modes, up to bypassPermissions. */
export const mapPermissionMode = ({ attributes }: LogRecord): SourceResult =>
  changed(
    present({
      setting: 'permission_mode',
      from_value: textAt(attributes, 'from_mode'),
      to_value: textAt(attributes, 'to_mode'),
    }),
    reasonOf(textAt(attributes, 'trigger')),
  );

/** A server that is connected, failed or went away; its name needs OTEL_LOG_TOOL_DETAILS=1. */
export const mapMcpConnection = ({ attributes }: LogRecord): SourceResult =>
  changed(
    present({
      setting: 'mcp_server',
      name: textAt(attributes, 'server_name', 'mcp_server.name'),
      to_value: textAt(attributes, 'status'),
    }),
    reasonOf(
      textAt(attributes, 'server_scope'),
      textAt(attributes, 'transport_type'),
      textAt(attributes, 'error_code'),
    ),
  );

/** A plugin came in. */
export const mapPluginInstalled = ({ attributes }: LogRecord): SourceResult =>
  changed(
    present({ setting: 'plugin', name: textAt(attributes, 'plugin.name'), to_value: 'installed' }),
    reasonOf(textAt(attributes, 'plugin.scope', 'install.trigger')),
  );

const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/i;

/** Managed settings whose digest differs from the last one seen of the same installation. */
export const mapManagedSettings = ({ attributes, resource }: LogRecord, state: SourceState): SourceResult => {
  const sha = SHA256.exec(textAt(attributes, 'managed_settings.resolved_sha256') ?? '')?.[1]?.toLowerCase();
  if (sha === undefined) return skip('no digest');
  const installation = `${textAt(attributes, 'user.id') ?? ''}|${textAt(resource, 'host.name') ?? ''}`;
  const before = state.settingsDigests.get(installation);
  state.settingsDigests.set(installation, sha);
  if (before === undefined) return skip('first digest seen');
  if (before === sha) return skip('digest unchanged');
  return one({
    event_type: 'config.policy_changed',
    config: { setting: 'managed_settings', from_digest: `sha256:${before}`, to_digest: `sha256:${sha}` },
  });
};

/** Hooks are policies: one that blocks is a denial, whose reason Claude Code does not send. */
export const mapHook = ({ attributes }: LogRecord): SourceResult => {
  const name = textAt(attributes, 'hook_name', 'hook_event');
  const policies = name === undefined ? undefined : [name];
  const blocked = (numberAt(attributes, 'num_blocking') ?? 0) > 0;
  return one({
    event_type: 'policy.evaluated',
    governance: present({
      policies_evaluated: policies,
      policies_failed: blocked ? policies : undefined,
      result: blocked ? ('denied' as const) : ('allowed' as const),
      decided_by: 'policy' as const,
      evaluation_ms: numberAt(attributes, 'total_duration_ms'),
    }),
  });
};
