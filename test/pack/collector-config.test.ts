import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readExecuted, README, withTable } from '../forwarding/executed.js';

const ROOT = 'collector-config';
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const yamlFiles = folders.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(ROOT, folder, name)),
);

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters: readonly string[];
}
interface Collector {
  readonly receivers?: object;
  readonly processors?: object;
  readonly exporters?: object;
  readonly connectors?: object;
  readonly extensions?: object;
  readonly service?: {
    readonly extensions?: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

describe('collector-config', () => {
  it.each(yamlFiles)('%s is YAML', (file) => {
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) expect(document.errors).toEqual([]);
  });

  it.each(folders)('%s says whether it was executed, and the table says the same', (folder) => {
    const state = /^State: (declared|executed)\./m.exec(readFileSync(join(ROOT, folder, 'README.md'), 'utf8'))?.[1];
    expect(state).toBeDefined();
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toMatch(
      new RegExp(`^\\| ${folder} \\|.*\\| ${state ?? ''} \\|$`, 'm'),
    );
  });

  it('says executed where a run of the engines is on record, and nowhere else; its table is that record', () => {
    const executed = readExecuted();
    const said = folders.filter((folder) =>
      readFileSync(join(ROOT, folder, 'README.md'), 'utf8').includes('State: executed.'),
    );
    expect(said.sort()).toEqual(
      Object.keys(executed)
        .filter((name) => name !== 'core-collector')
        .sort(),
    );
    const readme = readFileSync(README, 'utf8');
    expect(withTable(readme, executed)).toBe(readme);
  });

  it('writes no credential into a file', () => {
    for (const folder of folders) {
      for (const name of readdirSync(join(ROOT, folder))) {
        const text = readFileSync(join(ROOT, folder, name), 'utf8');
        expect(text, `${folder}/${name}`).not.toMatch(
          /(?:token|api_?key|secret)["']?\s*[:=>]+\s*["']?[A-Za-z0-9+/_-]{20,}/i,
        );
      }
    }
  });

  const collectors = yamlFiles.filter((file) => file.includes('otel-collector/') && !file.endsWith('filelog.yaml'));
  it.each(collectors)('%s uses only what it defines, and queues on disk without a deadline', (file) => {
    const text = readFileSync(file, 'utf8');
    const config = parseAllDocuments(text)[0]?.toJS() as Collector;
    const defined = (section: object | undefined): readonly string[] => Object.keys(section ?? {});
    for (const [name, pipeline] of Object.entries(config.service?.pipelines ?? {})) {
      for (const one of pipeline.receivers)
        expect([...defined(config.receivers), ...defined(config.connectors)], name).toContain(one);
      for (const one of pipeline.processors ?? []) expect(defined(config.processors), name).toContain(one);
      for (const one of pipeline.exporters)
        expect([...defined(config.exporters), ...defined(config.connectors)], name).toContain(one);
    }
    for (const one of config.service?.extensions ?? []) expect(defined(config.extensions)).toContain(one);
    expect(text).toMatch(/max_elapsed_time: 0|max_retries: 10000000/);
    expect(text).toContain('storage: file_storage');
  });
});
