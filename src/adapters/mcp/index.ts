/**
 * Model Context Protocol: governed transports, clients, tools and bearer checks.
 * @module
 */
export type { ApprovedCall, BlockedCall, CallOutcome, GovernOptions } from '../call.js';
export {
  governBearerAuth,
  type AuthMiddleware,
  type AuthRequest,
  type AuthResponse,
  type BearerAuthOptions,
} from './bearer-auth.js';
export type { McpGovernOptions } from './options.js';
export type { McpAuthInfo, McpPeer, McpTransport, ToolResult } from './structure.js';
export { governClient, governToolHandler, type McpClient } from './tool-handler.js';
export { governTransport } from './transport.js';
