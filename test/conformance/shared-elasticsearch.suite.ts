// The node that all suites of a run share: one suite at a time has it, and none sees what another has made.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installElasticsearch, startElasticsearch } from '../engines/elasticsearch/elasticsearch.mjs';
import { claimElasticsearch, SHARED_ELASTICSEARCH } from '../engines/elasticsearch/shared.mjs';
import { loadElastic } from '../engines/pack/elastic.mjs';
import { panelEvents } from '../engines/pack/events.mjs';
import { chosenTargets } from './engines/index.js';

interface Node {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

describe.runIf(chosenTargets().includes('elastic'))('shared Elasticsearch', () => {
  let own: Node | undefined;
  let url = '';
  beforeAll(async () => {
    const shared = process.env[SHARED_ELASTICSEARCH];
    if (shared === undefined) {
      await installElasticsearch();
      own = (await startElasticsearch()) as Node;
    }
    url = shared ?? own?.url ?? '';
  });
  afterAll(() => own?.stop());

  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  const fill = (): Promise<unknown> => loadElastic(url, 'pack', panelEvents(50, Date.now()));
  const indices = async (): Promise<readonly string[]> =>
    (
      (await get('/_cat/indices?format=json&expand_wildcards=all&h=index')) as readonly { readonly index: string }[]
    ).map(({ index }) => index);
  /** Indices of data streams cannot be removed as long as they are written to. */
  const expectEmpty = async (): Promise<void> => {
    expect((await indices()).filter((name) => !name.startsWith('.ds-'))).toEqual([]);
    expect(await get('/_all/_count?expand_wildcards=all')).toMatchObject({ count: 0 });
  };

  test('what a suite makes is gone when it gives the node back', async () => {
    await expectEmpty();
    const node = (await claimElasticsearch(url)) as Node;
    await fill();
    expect(await indices()).toContain('agent_scope');
    expect(await get('/logs-ai_governance-*/_count')).not.toMatchObject({ count: 0 });
    await node.stop();
    await expectEmpty();
  });

  test('two cannot have it at once', async () => {
    const node = (await claimElasticsearch(url)) as Node;
    await expect(claimElasticsearch(url)).rejects.toThrow(`in use by process ${String(process.pid)}`);
    await node.stop();
    await ((await claimElasticsearch(url)) as Node).stop();
  });

  test('what a killed suite has left is removed', async () => {
    const claimed = `import { claimElasticsearch } from ${JSON.stringify(new URL('../engines/elasticsearch/shared.mjs', import.meta.url).href)};
      await claimElasticsearch(${JSON.stringify(url)});
      process.kill(process.pid, 'SIGKILL');`;
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', claimed]).signal).toBe('SIGKILL');
    await fill();
    const node = (await claimElasticsearch(url)) as Node;
    expect((await indices()).filter((name) => !name.startsWith('.ds-'))).toEqual(['in-use']);
    expect(await get('/_all/_count?expand_wildcards=all')).toMatchObject({ count: 0 });
    await node.stop();
    await expectEmpty();
  });
});
