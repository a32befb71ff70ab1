// What the suites keep in a node: the pack's own templates, data streams of events, and plain indices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from './request.mjs';

/** ILM and ingest processors do not exist in this build of the engine: their names are taken out, nothing else. */
const withoutAbsent = (template) => {
  const copy = structuredClone(template);
  const index = copy.template?.settings?.index;
  if (index !== undefined) {
    delete index.lifecycle;
    delete index.default_pipeline;
  }
  return copy;
};

/** Puts the component and index templates of a pack folder. */
export const putTemplates = async (url, pack) => {
  const template = (file) => withoutAbsent(JSON.parse(readFileSync(join(pack, 'elastic', file), 'utf8')));
  const put = (path, file) => request(url, 'PUT', path, template(file));
  await put('/_component_template/ai-governance-mappings', 'component-template-mappings.json');
  await put('/_component_template/ai-governance-settings', 'component-template-settings.json');
  await put('/_index_template/ai-governance', 'index-template.json');
  await put('/_index_template/ai-governance-phi', 'index-template-phi.json');
};

const stored = (url, names) => request(url, 'GET', `/_resolve/index/${names}?expand_wildcards=all`);

const remove = async (url, names) => {
  if (names.length > 0) await request(url, 'DELETE', `/${names.join(',')}`);
};

/**
 * Leaves a data stream without documents, its newest index made from the templates as they are now; makes it where there
 * is none. This build removes no data stream and no index that one writes to.
 */
export const emptyStream = async (url, name) => {
  try {
    await request(url, 'POST', `/${name}/_rollover`);
  } catch (error) {
    if (error.status !== 404) throw error;
    await request(url, 'POST', `/${name}/_bulk`, '{"create":{}}\n{"@timestamp":"1970-01-01T00:00:00Z"}\n');
    await request(url, 'POST', `/${name}/_rollover`);
  }
  const { data_streams } = await stored(url, name);
  await remove(
    url,
    data_streams.flatMap(({ backing_indices }) => backing_indices.slice(0, -1)),
  );
};

/** Removes all documents, and every index that can be removed but those to keep. Templates stay: data streams use them. */
export const emptyNode = async (url, keep = []) => {
  const { indices, data_streams } = await stored(url, '*');
  await request(url, 'POST', '/_refresh');
  for (const { name } of data_streams) {
    const { count } = await request(url, 'GET', `/${name}/_count`);
    if (count > 0) await emptyStream(url, name);
  }
  const plain = indices.filter(({ name, data_stream }) => data_stream === undefined && !keep.includes(name));
  await remove(
    url,
    plain.map(({ name }) => name),
  );
};
