/**
 * The process as OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES describe it.
 * @module
 */
import { hostname } from 'node:os';
import type { Source } from '../event/index.js';

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Attributes of OTEL_RESOURCE_ATTRIBUTES; malformed pairs are left out. */
export const resourceAttributes = (text: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (text ?? '').split(',').flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      return at <= 0 ? [] : [[decode(pair.slice(0, at).trim()), decode(pair.slice(at + 1).trim())]];
    }),
  );

/** The source group of events of this process. @param env The environment, default that of the process. */
export const sourceFromEnvironment = (env: NodeJS.ProcessEnv = process.env): Source => {
  const attributes = resourceAttributes(env['OTEL_RESOURCE_ATTRIBUTES']);
  const service = env['OTEL_SERVICE_NAME'] || attributes.get('service.name');
  const environment = attributes.get('deployment.environment.name') ?? attributes.get('deployment.environment');
  return {
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
    host: attributes.get('host.name') ?? hostname(),
  };
};
