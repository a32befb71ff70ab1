/**
 * A governed MCP transport, client or server side: sees every tools/call, however it was made.
 * @module
 */
import { createCallGovernor } from '../governed-call.js';
import { createFlights } from './flights.js';
import { isCall, isResponse, type RpcId } from './message-kind.js';
import { newSessionId, partyOf, type McpGovernOptions, type Party } from './options.js';
import { createSession } from './session.js';
import {
  member,
  textMember,
  type CallbackTransport,
  type McpPeer,
  type McpTransport,
  type MessageExtra,
  type RpcMessage,
} from './structure.js';

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

  const flights = createFlights({
    governor,
    session,
    party,
    serverName: () => serverName,
    describeTarget: options.describeTarget,
    report,
  });

  const noteInitialize = (message: RpcMessage): void => {
    if (message.method === 'initialize') {
      initializeId = message.id;
      client = member(message.params, 'clientInfo');
    } else if (initializeId !== undefined && isResponse(message) && message.id === initializeId) {
      serverName ??= textMember(member(message.result, 'serverInfo'), 'name');
      initializeId = undefined;
    }
  };

  const deliver = (message: RpcMessage, extra?: MessageExtra): void => outer.onmessage?.(message, extra);

  const send = async (message: RpcMessage, sendOptions?: unknown): Promise<void> => {
    noteInitialize(message);
    if (side === 'client') {
      if (isCall(message)) {
        await flights.judge(
          message,
          undefined,
          () => inner.send(message, sendOptions),
          (result) => {
            deliver({ jsonrpc: '2.0', id: message.id, result });
          },
        );
        return;
      }
      await flights.noteCancelled(message);
    }
    await inner.send(side === 'server' && isResponse(message) ? await flights.recorded(message) : message, sendOptions);
  };

  const receive = async (message: RpcMessage, extra?: MessageExtra): Promise<void> => {
    noteInitialize(message);
    if (side === 'client') {
      deliver(isResponse(message) ? await flights.recorded(message) : message, extra);
      return;
    }
    if (message.method === 'initialize') await session.started(party(extra));
    if (isCall(message)) {
      await flights.judge(
        message,
        extra,
        () => {
          deliver(message, extra);
        },
        (result) => inner.send({ jsonrpc: '2.0', id: message.id, result }, { relatedRequestId: message.id }),
      );
      return;
    }
    await flights.noteCancelled(message);
    deliver(message, extra);
  };

  const end = async (): Promise<void> => {
    await flights.endAll('the connection closed');
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
