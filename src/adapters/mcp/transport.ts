/**
 * A governed MCP transport, client or server side: sees every tools/call, however it was made.
 * @module
 */
import type { ApprovedCall } from '../call.js';
import { createCallGovernor } from '../governed-call.js';
import { newSessionId, partyOf, type McpGovernOptions, type Party } from './options.js';
import { blockedResult, outcomeOfResponse, unrecordedResult } from './result.js';
import { createSession } from './session.js';
import {
  member,
  textMember,
  type CallbackTransport,
  type McpPeer,
  type McpTransport,
  type MessageExtra,
  type RpcMessage,
  type ToolResult,
} from './structure.js';

type RpcId = string | number;

/** A call on its way: judged, then running. */
interface Flight {
  cancelled: boolean;
  call?: ApprovedCall;
}

const isCall = (message: RpcMessage): message is RpcMessage & { readonly id: RpcId } =>
  message.method === 'tools/call' && message.id !== undefined;

const isResponse = (message: RpcMessage): message is RpcMessage & { readonly id: RpcId } =>
  message.method === undefined && message.id !== undefined;

/**
 * Wraps a transport of the MCP SDK. `client`: blocked calls never reach the server. `server`: they never reach the tool.
 * The caller gets an error result that names the policy. Use it instead of the transport: `client.connect(governTransport(...))`.
 * @example
 * await client.connect(governTransport(transport, 'client', { governance, policy, agent: { agent_id: 'agt_reviewer' } }));
 */
export const governTransport = <T extends McpTransport>(
  transport: T,
  side: 'client' | 'server',
  options: McpGovernOptions,
): T => {
  const inner = transport as unknown as CallbackTransport;
  const governor = createCallGovernor(options);
  const session = createSession(governor, options.sessions ?? true);
  const sessionId = newSessionId();
  const flights = new Map<RpcId, Flight>();
  const outer: Pick<CallbackTransport, 'onmessage' | 'onclose' | 'onerror'> = {};
  let client: unknown;
  let serverName = options.serverName;
  let initializeId: RpcId | undefined;

  const party = (extra?: MessageExtra): Party => {
    const peer: McpPeer = {
      clientName: textMember(client, 'name'),
      clientVersion: textMember(client, 'version'),
      authInfo: extra?.authInfo,
    };
    return partyOf(options, peer, sessionId);
  };

  const report = (error: unknown): void => {
    options.onError?.(error);
    outer.onerror?.(error instanceof Error ? error : new Error(String(error)));
  };

  const noteInitialize = (message: RpcMessage): void => {
    if (message.method === 'initialize') {
      initializeId = message.id;
      client = member(message.params, 'clientInfo');
    } else if (initializeId !== undefined && isResponse(message) && message.id === initializeId) {
      serverName ??= textMember(member(message.result, 'serverInfo'), 'name');
      initializeId = undefined;
    }
  };

  /** Judges a call; runs `pass` when it may go on and `answer` when it may not. */
  const judge = async (
    message: RpcMessage & { readonly id: RpcId },
    extra: MessageExtra | undefined,
    pass: () => Promise<void> | void,
    answer: (result: ToolResult) => Promise<void> | void,
  ): Promise<void> => {
    const flight: Flight = { cancelled: false };
    if (flights.has(message.id)) {
      // A second call under a running id would take over the first one's record.
      await answer({ content: [{ type: 'text', text: 'Refused: a call with this id is running.' }], isError: true });
      return;
    }
    flights.set(message.id, flight);
    try {
      const who = party(extra);
      await session.started(who);
      const toolName = textMember(message.params, 'name') ?? 'unnamed';
      const parameters = member(message.params, 'arguments') ?? {};
      const begun = await governor.begin({
        toolName,
        toolServer: serverName,
        parameters,
        ...who,
        target: options.describeTarget?.(toolName, parameters),
      });
      if (begun.blocked) {
        flights.delete(message.id);
        await answer(blockedResult(begun.decision, begun.callId));
        return;
      }
      flight.call = begun;
    } catch (error) {
      flights.delete(message.id);
      report(error);
      await answer(unrecordedResult(false));
      return;
    }
    if (flight.cancelled) {
      await settle(message.id, { failed: true, error: 'cancelled' });
      return;
    }
    try {
      await pass();
    } catch (error) {
      await settle(message.id, { failed: true, error: 'the transport could not send the call' });
      throw error;
    }
  };

  /** Records the end of a running call; false when that failed and the result must be withheld. */
  const settle = async (id: RpcId, outcome: Parameters<ApprovedCall['finish']>[0]): Promise<boolean> => {
    const flight = flights.get(id);
    flights.delete(id);
    try {
      await flight?.call?.finish(outcome);
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  };

  const noteCancelled = async (message: RpcMessage): Promise<void> => {
    const id = member(message.params, 'requestId');
    if (message.method !== 'notifications/cancelled' || (typeof id !== 'string' && typeof id !== 'number')) return;
    const flight = flights.get(id);
    if (flight === undefined) return;
    if (flight.call === undefined) flight.cancelled = true;
    else await settle(id, { failed: true, error: 'cancelled' });
  };

  /** A response with its record written; withheld where that failed. */
  const recorded = async (message: RpcMessage & { readonly id: RpcId }): Promise<RpcMessage> => {
    if (flights.get(message.id)?.call === undefined) return message;
    const written = await settle(message.id, outcomeOfResponse(message));
    return written ? message : { jsonrpc: '2.0', id: message.id, result: unrecordedResult(true) };
  };

  const deliver = (message: RpcMessage, extra?: MessageExtra): void => outer.onmessage?.(message, extra);

  const send = async (message: RpcMessage, sendOptions?: unknown): Promise<void> => {
    noteInitialize(message);
    if (side === 'client') {
      if (isCall(message)) {
        await judge(
          message,
          undefined,
          () => inner.send(message, sendOptions),
          (result) => {
            deliver({ jsonrpc: '2.0', id: message.id, result });
          },
        );
        return;
      }
      await noteCancelled(message);
    }
    await inner.send(side === 'server' && isResponse(message) ? await recorded(message) : message, sendOptions);
  };

  const receive = async (message: RpcMessage, extra?: MessageExtra): Promise<void> => {
    noteInitialize(message);
    if (side === 'client') {
      deliver(isResponse(message) ? await recorded(message) : message, extra);
      return;
    }
    if (message.method === 'initialize') await session.started(party(extra));
    if (isCall(message)) {
      await judge(
        message,
        extra,
        () => {
          deliver(message, extra);
        },
        (result) => inner.send({ jsonrpc: '2.0', id: message.id, result }, { relatedRequestId: message.id }),
      );
      return;
    }
    await noteCancelled(message);
    deliver(message, extra);
  };

  const end = async (): Promise<void> => {
    for (const id of [...flights.keys()]) await settle(id, { failed: true, error: 'the connection closed' });
    await session.ended();
  };

  inner.onmessage = (message, extra) => {
    // Only calls, their responses and initialize wait; everything else keeps its place.
    receive(message, extra).catch(report);
  };
  inner.onclose = () => {
    void end().finally(() => outer.onclose?.());
  };
  inner.onerror = (error) => outer.onerror?.(error);

  const governed: Pick<McpTransport, 'start' | 'send' | 'close'> = {
    start: async () => {
      if (side === 'client') await session.started(party());
      await inner.start();
    },
    send,
    close: async () => {
      await end();
      await inner.close();
    },
  };

  return new Proxy(transport, {
    get: (target, name) => {
      if (Object.hasOwn(governed, name)) return governed[name as keyof typeof governed];
      if (name === 'onmessage' || name === 'onclose' || name === 'onerror') return outer[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value: never) => {
      if (name === 'onmessage' || name === 'onclose' || name === 'onerror') {
        outer[name] = value;
        return true;
      }
      return Reflect.set(target, name, value, target);
    },
  });
};
