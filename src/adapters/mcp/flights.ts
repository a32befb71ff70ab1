/**
 * Tool calls on their way: judged before they go on, recorded when they end.
 * @module
 */
import type { ApprovedCall, CallGovernor } from '../call.js';
import type { RpcId } from './message-kind.js';
import type { McpGovernOptions, Party } from './options.js';
import { blockedResult, outcomeOfResponse, unrecordedResult } from './result.js';
import type { McpSession } from './session.js';
import { member, textMember, type MessageExtra, type RpcMessage, type ToolResult } from './structure.js';

/** A call on its way: judged, then running. */
interface Flight {
  cancelled: boolean;
  call?: ApprovedCall;
}

/** What flights ask their transport. */
export interface FlightContext {
  readonly governor: CallGovernor;
  readonly session: McpSession;
  readonly party: (extra?: MessageExtra) => Party;
  /** Known once the server has said its name. */
  readonly serverName: () => string | undefined;
  readonly describeTarget: McpGovernOptions['describeTarget'];
  readonly report: (error: unknown) => void;
}

/** The calls of one transport. */
export interface Flights {
  /** Judges a call; runs `pass` when it may go on and `answer` when it may not. */
  judge(
    message: RpcMessage & { readonly id: RpcId },
    extra: MessageExtra | undefined,
    pass: () => Promise<void> | void,
    answer: (result: ToolResult) => Promise<void> | void,
  ): Promise<void>;
  /** Ends the call that a notification cancels. */
  noteCancelled(message: RpcMessage): Promise<void>;
  /** A response with its record written; withheld where that failed. */
  recorded(message: RpcMessage & { readonly id: RpcId }): Promise<RpcMessage>;
  /** Ends all that are on their way. */
  endAll(error: string): Promise<void>;
}

/** Starts without any. */
export const createFlights = (context: FlightContext): Flights => {
  const { governor, session } = context;
  const flights = new Map<RpcId, Flight>();

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
      const who = context.party(extra);
      await session.started(who);
      const toolName = textMember(message.params, 'name') ?? 'unnamed';
      const parameters = member(message.params, 'arguments') ?? {};
      const begun = await governor.begin({
        toolName,
        toolServer: context.serverName(),
        parameters,
        ...who,
        target: context.describeTarget?.(toolName, parameters),
      });
      if (begun.blocked) {
        flights.delete(message.id);
        await answer(blockedResult(begun.decision, begun.callId));
        return;
      }
      flight.call = begun;
    } catch (error) {
      flights.delete(message.id);
      context.report(error);
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
      context.report(error);
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

  return {
    judge,
    noteCancelled,
    recorded,
    endAll: async (error) => {
      for (const id of [...flights.keys()]) await settle(id, { failed: true, error });
    },
  };
};
