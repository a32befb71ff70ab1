// One node for all suites of a run. run.mjs starts it and says where it is; a suite run alone starts its own. The queries
// that are tested name their indices, so no prefix can tell suites apart: each has the whole node for itself, without a
// document in it, and leaves none.
import { installElasticsearch, startElasticsearch } from './elasticsearch.mjs';
import { request } from './request.mjs';
import { emptyNode } from './storage.mjs';

/** Environment variable with the address of the node that a run shares. */
export const SHARED_ELASTICSEARCH = 'AGENT_SIEM_ELASTICSEARCH';

/** Index that says who has the node. */
const CLAIM = 'in-use';

const runs = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const claim = (url) => request(url, 'PUT', `/${CLAIM}`, { mappings: { _meta: { pid: process.pid } } });

/** A suite that was killed has left its claim and its documents. */
const takeOver = async (url) => {
  const { [CLAIM]: held } = await request(url, 'GET', `/${CLAIM}/_mapping`);
  const { pid } = held.mappings._meta;
  if (runs(pid)) throw new Error(`the shared Elasticsearch is in use by process ${String(pid)}`);
  await request(url, 'DELETE', `/${CLAIM}`);
  await claim(url);
};

/** The whole node at `url` for this process until `stop()`, without documents. Rejects while a living process has it. */
export const claimElasticsearch = async (url) => {
  try {
    await claim(url);
  } catch (error) {
    if (error.kind !== 'resource_already_exists_exception') throw error;
    await takeOver(url);
  }
  await emptyNode(url, [CLAIM]);
  return {
    url,
    stop: async () => {
      await emptyNode(url, [CLAIM]);
      await request(url, 'DELETE', `/${CLAIM}`);
    },
  };
};

/** The run's node where there is one, else a node of its own, installed if need be. `stop()` gives it back or ends it. */
export const useElasticsearch = async () => {
  const shared = process.env[SHARED_ELASTICSEARCH];
  if (shared !== undefined) return claimElasticsearch(shared);
  await installElasticsearch();
  return startElasticsearch();
};
