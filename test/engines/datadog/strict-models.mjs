// Datadog's own typed models of its API, read strictly: an unknown property or value is an error.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const serializer = (version) =>
  require(`@datadog/datadog-api-client/dist/packages/datadog-api-client-${version}/models/ObjectSerializer`)
    .ObjectSerializer;
const SERIALIZERS = { v1: serializer('v1'), v2: serializer('v2') };

/** Version of the package that holds the models. */
export const MODELS_VERSION = '1.64.0';

const problemsIn = (value, path) => {
  if (value === null || typeof value !== 'object') return [];
  if (value.constructor?.name === 'UnparsedObject') {
    return [`${path} is no value that the API knows: ${JSON.stringify(value._data).slice(0, 80)}`];
  }
  const unknown = value.constructor?.name === 'Object' ? [] : Object.keys(value.additionalProperties ?? {});
  return [
    ...unknown.map((name) => `${path}/${name} is unknown`),
    ...Object.keys(value)
      .filter((name) => name !== '_data' && name !== 'additionalProperties')
      .flatMap((name) => problemsIn(value[name], `${path}/${name}`)),
  ];
};

/** Problems of a request body: `version` of the API and name of the model, such as v1 and Monitor. */
export const strictProblems = (version, model, body) => {
  try {
    return problemsIn(SERIALIZERS[version].deserialize(JSON.parse(JSON.stringify(body)), model, ''), model);
  } catch (error) {
    return [`${model}: ${error instanceof Error ? error.message : String(error)}`];
  }
};
