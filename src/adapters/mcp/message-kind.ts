/**
 * Kinds of MCP messages.
 * @module
 */
import type { RpcMessage } from './structure.js';

/** Id of a request. */
export type RpcId = string | number;

/** A request to call a tool. */
export const isCall = (message: RpcMessage): message is RpcMessage & { readonly id: RpcId } =>
  message.method === 'tools/call' && message.id !== undefined;

/** The answer to a request. */
export const isResponse = (message: RpcMessage): message is RpcMessage & { readonly id: RpcId } =>
  message.method === undefined && message.id !== undefined;
