/**
 * The servers of `start`, on other ports where the usual ones are taken.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import { startServers, type Servers, type ServersOptions } from '../../server/index.js';

/** Running servers and what to tell about their ports. */
export interface OpenedServers {
  readonly servers: Servers;
  /** Empty when the asked ports were free. */
  readonly notices: readonly string[];
}

const OTLP_PORT = 4318;
const QUERY_PORT = 4319;

const isTaken = (error: unknown): boolean => error instanceof AgentSiemError && error.code === 'server.port-taken';

/** Tries the usual port, then any free one; a port that was asked for is never replaced. */
const start = async (
  options: ServersOptions,
  asked: { readonly otlpPort: number | undefined; readonly port: number | undefined },
): Promise<Servers> => {
  const attempts: readonly (readonly [number, number])[] = [
    [asked.otlpPort ?? OTLP_PORT, asked.port ?? QUERY_PORT],
    [asked.otlpPort ?? OTLP_PORT, asked.port ?? 0],
    [asked.otlpPort ?? 0, asked.port ?? QUERY_PORT],
    [asked.otlpPort ?? 0, asked.port ?? 0],
  ];
  let taken: unknown;
  for (const [otlpPort, port] of attempts) {
    try {
      return await startServers({ ...options, otlpPort, port });
    } catch (error) {
      if (!isTaken(error)) throw error;
      taken = error;
    }
  }
  throw taken;
};

/**
 * Starts receiver, stream and query.
 * @throws AgentSiemError `server.port-taken` when a port that was asked for is taken.
 */
export const openServers = async (
  options: ServersOptions,
  asked: { readonly otlpPort: number | undefined; readonly port: number | undefined },
): Promise<OpenedServers> => {
  const servers = await start(options, asked);
  const notices: string[] = [];
  if (asked.otlpPort === undefined && servers.otlpPort !== OTLP_PORT) {
    notices.push(
      `Port ${OTLP_PORT} belongs to another program: what agents send there does not reach agent-siem.`,
      `Listening on ${servers.otlpUrl} instead; the lines below say so.`,
    );
  }
  if (asked.port === undefined && servers.port !== QUERY_PORT) {
    notices.push(`Port ${QUERY_PORT} belongs to another program: stream and query are on ${servers.url}.`);
  }
  return { servers, notices };
};
