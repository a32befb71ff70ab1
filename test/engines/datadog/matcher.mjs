// Vector's Datadog search matcher (VRL's match_datadog_query as WebAssembly).
import { createRequire } from 'node:module';

/** Version of the package that holds the matcher. */
export const MATCHER_VERSION = '0.2.0';

const vrl = createRequire(import.meta.url)('@bpinternal/verel');

/** A query as a string literal of VRL, which would take what stands in double braces for a template. */
const literal = (query) => JSON.stringify(query).replaceAll('{{', String.raw`\{{`);

/** Syntax errors of a query. */
export const checkQuery = (query) => {
  const { errors } = vrl.check(`match_datadog_query({}, ${literal(query)})`);
  return (errors ?? []).map(({ message }) => message);
};

/** Which of the events the query finds; one call for all of them. */
export const matchEvents = (query, events) => {
  const program = `map_values(array!(.events)) -> |event| { match_datadog_query(object!(event), ${literal(query)}) }`;
  const { result } = vrl.execute(program, { events });
  if (!Array.isArray(result)) throw new Error(`the matcher refuses ${query}: ${JSON.stringify(result).slice(0, 500)}`);
  return result;
};
