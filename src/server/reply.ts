/**
 * Plain answers.
 * @module
 */
import type { ServerResponse } from 'node:http';
import type { Refusal } from './guard.js';

const SAFE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Headers of a successful answer. */
export const headersFor = (contentType: string): Readonly<Record<string, string>> => ({
  ...SAFE_HEADERS,
  'Content-Type': contentType,
});

/** Ends a response with a body. */
export const reply = (
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { ...headersFor(contentType), 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
};

/** Ends a response with one JSON object. */
export const replyJson = (
  response: ServerResponse,
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): void => {
  reply(response, status, 'application/json', `${JSON.stringify(value)}\n`, headers);
};

/** Answers a request that the guard refused. */
export const refuse = (response: ServerResponse, { status, message }: Refusal): void => {
  replyJson(response, status, { error: message }, status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {});
};
