/**
 * Opening and closing a local HTTP server.
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentSiemError } from '../error.js';

/** A server that listens. */
export interface Listening {
  readonly host: string;
  /** The port that was bound, also where 0 was asked for. */
  readonly port: number;
  readonly url: string;
  /** Stops accepting, lets running requests end for a moment, then ends them. */
  close(): Promise<void>;
}

/** Where a server listens and what it is called in errors. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** What does not work when the port is taken, such as `the OTLP receiver`. */
  readonly what: string;
  /** The option that changes the port, such as `--otlp-port`. */
  readonly option: string;
}

const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the export interval of the usual exporters, so that their connections stay. */
const KEEP_ALIVE_MS = 65_000;
const MAX_CONNECTIONS = 512;
const CLOSE_GRACE_MS = 2_000;
const SWEEP_MS = 20;

const listenError = (error: unknown, { host, port, what, option }: ListenOptions): AgentSiemError => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new AgentSiemError(`port ${String(port)} on ${host} is taken: ${what} is not receiving`, {
      code: 'server.port-taken',
      field: option,
      mend: `Another process listens there. End it, or choose another port with ${option}.`,
      cause: error,
    });
  }
  return new AgentSiemError(`cannot listen on ${host} port ${String(port)}: ${what} is not receiving`, {
    code: 'server.cannot-listen',
    field: option,
    cause: error,
  });
};

const bind = (server: Server, options: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(listenError(error, options));
    };
    server.once('error', fail);
    server.listen({ host: options.host, port: options.port, exclusive: true }, () => {
      server.off('error', fail);
      resolve();
    });
  });

const end = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => {
      server.closeAllConnections();
    }, CLOSE_GRACE_MS);
    // Connections that are busy now become idle, and would otherwise be kept alive.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_MS);
    server.close(() => {
      clearTimeout(force);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });

/**
 * Starts a server.
 * @throws AgentSiemError `server.port-taken`, `server.cannot-listen`
 */
export const listen = async (
  options: ListenOptions,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> => {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    handler,
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    host: options.host,
    port,
    url: `http://${shown}:${String(port)}`,
    close: () => end(server),
  };
};
