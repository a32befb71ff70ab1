// Generates src/event/generated/ from the JSON Schema: types, field table, standalone validators.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { rolldown } from 'rolldown';

const OUT = 'src/event/generated';
const NOTE = '// Generated from governance-event.schema.json by scripts/generate-event.mjs. Do not edit.\n';

const readSchema = () => JSON.parse(readFileSync('src/event/governance-event.schema.json', 'utf8'));

/** The writer's variant: ids have all 26 characters. */
const writerSchema = (schema) => {
  const copy = structuredClone(schema);
  copy.$id += ':writer';
  copy.properties.event_id.pattern = '^evt_[0-9A-HJKMNP-TV-Z]{26}$';
  return copy;
};

/** The open variant for minors beyond ours: unknown fields, types and enum values pass, known ones keep their type. */
const openSchema = (schema) => {
  const copy = structuredClone(schema);
  copy.$id += ':open';
  const open = (node) => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(open);
    delete node.additionalProperties;
    if (Array.isArray(node.enum)) {
      delete node.enum;
      node.maxLength = 256;
    }
    Object.values(node).forEach(open);
  };
  open(copy);
  copy.properties.event_type.pattern = '^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$';
  return copy;
};

const tsType = (node) => {
  if (node.enum) return node.enum.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' | ');
  if (node.type === 'array') return 'readonly string[]';
  if (node.type === 'integer' || node.type === 'number') return 'number';
  return 'string';
};

const pascal = (name) => name.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());

const generateTypes = (schema) => {
  const groups = [];
  const member = (name, node, required, type) =>
    `  /** ${node.description ?? ''} */\n  readonly ${name}${required ? '' : '?'}: ${type};\n`;
  const body = (node, typeOf) =>
    Object.entries(node.properties)
      .map(([name, child]) => member(name, child, (node.required ?? []).includes(name), typeOf(name, child)))
      .join('');
  for (const [name, node] of Object.entries(schema.properties)) {
    if (node.type !== 'object') continue;
    groups.push(
      `/** ${node.description} */\nexport interface ${pascal(name)} {\n${body(node, (_, child) => tsType(child))}}\n`,
    );
  }
  const eventTypes = schema.properties.event_type.enum.map((value) => `  '${value}',\n`).join('');
  return (
    `${NOTE}\n/** Version of the schema that this package writes. */\nexport const SCHEMA_VERSION = '${schema['x-version']}';\n\n` +
    `/** Every event type, in the order of an agent's session. */\nexport const EVENT_TYPES = [\n${eventTypes}] as const;\n\n` +
    `/** What happened. */\nexport type EventType = (typeof EVENT_TYPES)[number];\n\n` +
    groups.join('\n') +
    `\n/** ${schema.title}, in canonical form. */\nexport interface GovernanceEvent {\n` +
    body(schema, (name, node) =>
      name === 'event_type' ? 'EventType' : node.type === 'object' ? pascal(name) : tsType(node),
    ) +
    '}\n'
  );
};

/** The schema's conditions; one of another form than a prefix of event_type stops the build. */
const needsOf = (schema) =>
  schema.allOf.flatMap(({ if: condition, then: consequence }) => {
    const prefix = /^\^([a-z_]+)\\\.$/.exec(condition.properties.event_type.pattern)?.[1];
    if (prefix === undefined) throw new Error('a condition of the schema is no prefix of event_type');
    return consequence.required.flatMap((group) =>
      consequence.properties[group].required.map((field) => [`${prefix}.`, group, field]),
    );
  });

const generateFields = (schema) => {
  const leaf = (path, node, group) => ({
    path,
    group,
    name: path.split('.').at(-1),
    type: node.type === 'array' ? 'strings' : node.type,
    ...(node['x-time'] ? { time: true } : {}),
    ...(node['x-case'] === 'lower' || node.items?.['x-case'] === 'lower' ? { lower: true } : {}),
    ...(node['x-free-text'] ? { freeText: true } : {}),
    ...(node['x-hash'] ? { hash: true } : {}),
    ...(node.enum ? { values: node.enum } : {}),
    ...(node.maxLength ? { maxLength: node.maxLength } : {}),
    ...(node.items?.maxLength ? { maxLength: node.items.maxLength } : {}),
    ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
    ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
    ...(node.maxItems ? { maxItems: node.maxItems } : {}),
    description: node.description,
  });
  const fields = Object.entries(schema.properties).flatMap(([name, node]) =>
    node.type === 'object'
      ? Object.entries(node.properties).map(([child, childNode]) => leaf(`${name}.${child}`, childNode, name))
      : [leaf(name, node, '')],
  );
  return (
    `${NOTE}import type { FieldFacts } from '../field-facts.js';\n\n` +
    `/** Every leaf field of the schema, in canonical order. */\nexport const FIELDS: readonly FieldFacts[] = ${JSON.stringify(fields, null, 2)};\n\n` +
    `/** Top-level keys in canonical order. */\nexport const TOP_LEVEL_KEYS: readonly string[] = ${JSON.stringify(Object.keys(schema.properties))};\n\n` +
    `/** What event types cannot do without: the beginning of the type, the group and its field. */\n` +
    `export const NEEDS: readonly (readonly [prefix: string, group: string, field: string])[] = ${JSON.stringify(needsOf(schema))};\n`
  );
};

const generateValidators = async (schema) => {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: false, optimize: 2 },
    allErrors: false,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    keywords: ['x-version', 'x-case', 'x-time', 'x-hash', 'x-free-text'],
  });
  const ids = {};
  for (const [name, variant] of [
    ['validateWritten', writerSchema(schema)],
    ['validateRead', { ...structuredClone(schema), $id: `${schema.$id}:reader` }],
    ['validateLaterMinor', openSchema(schema)],
  ]) {
    ajv.addSchema(variant, name);
    ids[name] = name;
  }
  // ajv's standalone output still requires its runtime helpers: bundle them in.
  const code = standaloneCode(ajv, ids);
  const bundle = await rolldown({
    input: 'virtual:validators',
    platform: 'node',
    logLevel: 'warn',
    plugins: [
      {
        name: 'validators',
        resolveId: (id) => (id === 'virtual:validators' ? id : null),
        load: (id) => (id === 'virtual:validators' ? { code, moduleType: 'js' } : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
};

const DECLARATIONS = `${NOTE}/** One reason why a value breaks the schema. */
export interface SchemaIssue {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
/** A compiled validator: true, or false with the first issue in \`errors\`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaIssue[] | null;
}
export declare const validateWritten: Validator;
export declare const validateRead: Validator;
export declare const validateLaterMinor: Validator;
`;

/** Writes the generated module. */
export const generateEventModule = async () => {
  const schema = readSchema();
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  writeFileSync(`${OUT}/types.ts`, generateTypes(schema));
  writeFileSync(`${OUT}/fields.ts`, generateFields(schema));
  writeFileSync(`${OUT}/validators.d.ts`, DECLARATIONS);
  writeFileSync(`${OUT}/validators.js`, `${NOTE}${await generateValidators(schema)}`);
};
