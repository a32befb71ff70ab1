/**
 * The built-in policies.
 * @module
 */
import { AgentSiemError } from '../error.js';
import { matchesName, matchesTool } from './name-pattern.js';
import { someLeaf } from './parameter-leaves.js';
import type { Policy, PolicyCall } from './policy.js';

/**
 * Only these tools may run.
 * @param options.tools Tool names, `*` allowed; `server/tool` limits one to a server.
 */
export const allowList = (options: { readonly tools: readonly string[]; readonly name?: string }): Policy => {
  const name = options.name ?? 'tool_allow_list';
  return {
    name,
    check: ({ tool_name, tool_server }) =>
      options.tools.some((pattern) => matchesTool(pattern, tool_name, tool_server))
        ? undefined
        : { rule: name, reason: 'the tool is not on the allow list' },
  };
};

/** A call that must not run. All parts that are given must match; at least one is given. */
export interface DenyRule {
  readonly name: string;
  /** Tool name, `*` allowed; `server/tool` limits it to a server. */
  readonly tool?: string;
  /** Server name, `*` allowed. */
  readonly server?: string;
  /** A parameter: its path (`path`, `filter.*`, `items[].id`; `*` allowed) and what its value, as text, matches. */
  readonly parameter?: { readonly field: string; readonly matches: RegExp };
  readonly reason?: string;
}

const leafText = (leaf: unknown): string =>
  typeof leaf === 'string' ? leaf : leaf === undefined ? '' : JSON.stringify(leaf);

const compileDeny = (rule: DenyRule): ((call: PolicyCall) => boolean) => {
  const { parameter } = rule;
  if (rule.tool === undefined && rule.server === undefined && parameter === undefined) {
    throw new AgentSiemError('a deny rule without tool, server or parameter would deny everything', {
      code: 'policy.invalid-rule',
      field: rule.name,
      mend: 'Name a tool, a server or a parameter; `tool: "*"` denies everything on purpose.',
    });
  }
  // Without g and y a regular expression keeps no state between calls.
  const matches =
    parameter === undefined
      ? undefined
      : new RegExp(parameter.matches.source, parameter.matches.flags.replaceAll(/[gy]/g, ''));
  return (call) => {
    if (rule.tool !== undefined && !matchesTool(rule.tool, call.tool_name, call.tool_server)) return false;
    if (rule.server !== undefined && !matchesName(rule.server, call.tool_server ?? '')) return false;
    if (parameter === undefined || matches === undefined) return true;
    return someLeaf(
      call.parameters,
      (path, leaf) => matchesName(parameter.field, path) && matches.test(leafText(leaf)),
    );
  };
};

/**
 * Calls that must not run; the first rule that matches is named.
 * @throws AgentSiemError `policy.invalid-rule` for a rule without any part.
 */
export const denyRules = (rules: readonly DenyRule[], name = 'deny_rules'): Policy => {
  const compiled = rules.map((rule) => ({ rule, matches: compileDeny(rule) }));
  return {
    name,
    check: (call) => {
      const hit = compiled.find(({ matches }) => matches(call))?.rule;
      return hit === undefined ? undefined : { rule: hit.name, reason: hit.reason ?? 'a deny rule matches the call' };
    },
  };
};

/**
 * No secret may leave in parameters.
 * @param options.except Types that may pass, such as `jwt`.
 */
export const secretCheck = (options: { readonly except?: readonly string[]; readonly name?: string } = {}): Policy => {
  const name = options.name ?? 'no_secrets_in_parameters';
  return {
    name,
    check: ({ secrets }) => {
      const types = [...new Set(secrets.map(({ type }) => type))].filter(
        (type) => !(options.except ?? []).includes(type),
      );
      return types.length === 0 ? undefined : { rule: name, reason: `secrets in the parameters: ${types.join(', ')}` };
    },
  };
};

/** Where an agent may act; a kind that is not given is not checked. */
export interface ScopeOptions {
  readonly departments?: readonly string[];
  /** Lower case, such as internal, pii. */
  readonly dataClasses?: readonly string[];
  readonly name?: string;
}

/** The target's department and data class lie inside the agent's scope. A call without that fact passes. */
export const scopeCheck = (options: ScopeOptions): Policy => {
  const name = options.name ?? 'agent_scope';
  const outside = (allowed: readonly string[] | undefined, value: string | undefined): boolean =>
    allowed !== undefined && value !== undefined && !allowed.includes('*') && !allowed.includes(value);
  return {
    name,
    check: ({ target }) => {
      if (outside(options.departments, target?.department))
        return { rule: name, reason: "the target's department is outside the agent's scope" };
      return outside(options.dataClasses, target?.data_classification?.toLowerCase())
        ? { rule: name, reason: "the target's data class is outside the agent's scope" }
        : undefined;
    },
  };
};
