/**
 * What the resource of a record says, the same for every agent.
 * @module
 */
import type { GovernanceEvent } from '../event/index.js';
import { textAt } from './attribute-values.js';
import type { LogRecord } from './log-record.js';

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy without the members that are undefined. */
export const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>;

/** The source group: service, environment and host of the resource. */
export const sourceOf = ({ resource }: LogRecord): NonNullable<GovernanceEvent['source']> =>
  present({
    service: textAt(resource, 'service.name'),
    environment: textAt(resource, 'deployment.environment.name', 'deployment.environment'),
    host: textAt(resource, 'host.name'),
  });

/**
 * Stable id of the agent: `gen_ai.agent.id` where the operator sets it in OTEL_RESOURCE_ATTRIBUTES, else a service name
 * that is not one of the agent's own, else the agent's usual name.
 * @param ownServices Names under which the agent's own variants run.
 */
export const agentIdOf = ({ resource }: LogRecord, usual: string, ownServices: RegExp): string => {
  const service = textAt(resource, 'service.name');
  const named = service === undefined || ownServices.test(service) ? undefined : service;
  return textAt(resource, 'gen_ai.agent.id') ?? named ?? usual;
};

/** Department and client address, which agents do not send themselves but operators and collectors add. */
export const addedIdentityOf = ({
  resource,
  attributes,
}: LogRecord): { readonly department?: string; readonly source_ip?: string } =>
  present({
    department: textAt(attributes, 'department') ?? textAt(resource, 'department', 'user.department'),
    source_ip: textAt(attributes, 'client.address') ?? textAt(resource, 'client.address'),
  });
