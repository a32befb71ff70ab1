/**
 * The local servers: OTLP in, stream and query out.
 * @module
 */
export { type Counters, createCounters, healthLines } from './counters.js';
export { CSV_LINE_END, csvHeader, csvRow } from './csv.js';
export { createEventFilter, type EventFilter, FILTER_NAMES, type FilterText } from './event-filter.js';
export { formatEntries, queryLimit, selectEntries } from './event-query.js';
export type { Listening } from './listen.js';
export { createQueryServer, type QueryServerOptions } from './query-server.js';
export { createReceiver, type Receiver, type ReceiverOptions } from './receiver.js';
export { type Servers, type ServersOptions, startServers } from './start-servers.js';
