/**
 * One governed tool of a server, and one governed client: for those who do not own the transport.
 * @module
 */
import type { CallGovernor, CallOutcome, CallRequest } from '../call.js';
import { createCallGovernor } from '../governed-call.js';
import { newSessionId, partyOf, type McpGovernOptions } from './options.js';
import { blockedResult, outcomeOfError, outcomeOfResult, unrecordedResult } from './result.js';
import { createSession } from './session.js';
import { member, type McpAuthInfo, type ToolResult } from './structure.js';

const run = async (
  governor: CallGovernor,
  options: McpGovernOptions,
  request: CallRequest,
  execute: () => Promise<ToolResult>,
): Promise<ToolResult> => {
  let begun: Awaited<ReturnType<CallGovernor['begin']>>;
  try {
    begun = await governor.begin({
      ...request,
      target: options.describeTarget?.(request.toolName, request.parameters),
    });
  } catch {
    // Reported through onError by the governor.
    return unrecordedResult(false);
  }
  if (begun.blocked) return blockedResult(begun.decision, begun.callId);
  const finished = async (outcome: CallOutcome): Promise<boolean> =>
    begun.finish(outcome).then(
      () => true,
      () => false,
    );
  let result: ToolResult;
  try {
    result = await execute();
  } catch (error) {
    await finished(outcomeOfError(error));
    throw error;
  }
  return (await finished(outcomeOfResult(result))) ? result : unrecordedResult(true);
};

/**
 * Wraps the handler of one tool: `server.registerTool(name, config, governToolHandler(name, handler, options))`.
 * No session events: a handler does not see the connection.
 */
export const governToolHandler = <A extends readonly unknown[], R>(
  toolName: string,
  handler: (...values: A) => R | Promise<R>,
  options: McpGovernOptions,
): ((...values: A) => Promise<R>) => {
  const governor = createCallGovernor(options);
  const sessionId = newSessionId();
  return async (...values) => {
    // The SDK calls (arguments, extra), or (extra) for a tool without input schema.
    const extra = values.at(-1);
    const peer = { authInfo: member(extra, 'authInfo') as McpAuthInfo | undefined };
    const ownSession = member(extra, 'sessionId');
    const who = partyOf(options, peer, typeof ownSession === 'string' ? ownSession : sessionId);
    const request = {
      toolName,
      toolServer: options.serverName,
      parameters: values.length > 1 ? values[0] : {},
      ...who,
    };
    const execute = async (): Promise<ToolResult> => (await handler(...values)) as ToolResult;
    return (await run(governor, options, request, execute)) as R;
  };
};

/** The part of the SDK's Client that is wrapped. */
export interface McpClient {
  callTool(
    params: { name: string; arguments?: Record<string, unknown> | undefined },
    ...rest: never[]
  ): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Wraps callTool and close of a connected client in place and returns it. Resolves when session.started is recorded.
 * Calls made by other ways than callTool are not seen: wrap the transport for those. Never both.
 */
export const governClient = async <C extends McpClient>(client: C, options: McpGovernOptions): Promise<C> => {
  const governor = createCallGovernor(options);
  const session = createSession(governor, options.sessions ?? true);
  const version = (client as { getServerVersion?: () => unknown }).getServerVersion?.();
  const name = member(version, 'name');
  const toolServer = options.serverName ?? (typeof name === 'string' ? name : undefined);
  const who = partyOf(options, {}, newSessionId());
  await session.started(who);
  const callTool = client.callTool.bind(client) as (...values: readonly unknown[]) => Promise<ToolResult>;
  const close = client.close.bind(client);
  const governed: McpClient = {
    callTool: (params, ...rest) =>
      run(governor, options, { toolName: params.name, toolServer, parameters: params.arguments ?? {}, ...who }, () =>
        callTool(params, ...rest),
      ),
    close: async () => {
      await session.ended();
      await close();
    },
  };
  return Object.assign(client, governed);
};
