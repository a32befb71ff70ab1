/**
 * The parts of @modelcontextprotocol/sdk this adapter touches, by structure: the SDK stays an optional peer.
 * @module
 */

/** A JSON-RPC message of any kind. */
export interface RpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | undefined;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What a bearer check found out about the caller. */
export interface McpAuthInfo {
  readonly token?: string;
  readonly clientId?: string;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** What a transport tells about a message beside it. */
export interface MessageExtra {
  readonly authInfo?: McpAuthInfo | undefined;
}

/** Any transport of the SDK, client or server side. */
export interface McpTransport {
  start(): Promise<void>;
  send(message: RpcMessage, options?: unknown): Promise<void>;
  close(): Promise<void>;
}

/** A transport with the callbacks the SDK's Protocol sets on it. */
export interface CallbackTransport extends McpTransport {
  onmessage?: ((message: RpcMessage, extra?: MessageExtra) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
}

/** The result of tools/call. */
export interface ToolResult {
  readonly content?: unknown;
  readonly isError?: unknown;
  readonly [key: string]: unknown;
}

/** What is known of the other side when a call comes in. */
export interface McpPeer {
  /** Name the client gave in initialize; its own word. */
  readonly clientName?: string | undefined;
  readonly clientVersion?: string | undefined;
  readonly authInfo?: McpAuthInfo | undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A member of an object, or undefined. */
export const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

/** A member that is a non-empty string, or undefined. */
export const textMember = (value: unknown, name: string): string | undefined => {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
};
