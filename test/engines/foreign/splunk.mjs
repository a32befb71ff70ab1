// Foreign events in our SPL interpreter, bundled from its TypeScript sources.
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const INTERPRETER = fileURLToPath(new URL('../../spl/run.ts', import.meta.url));

const loadInterpreter = async () => {
  const bundle = await rolldown({ input: INTERPRETER, platform: 'node' });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
};

/** Loads the interpreter; `rows(search, now)` throws its complaint. Index `foreign` holds the events, as JSON. */
export const startForeignSplunk = async () => {
  const { runSearch } = await loadInterpreter();
  let indexed = [];
  return {
    load: (events) => {
      indexed = events.map((event) => {
        const time = Date.parse(event['@timestamp']) / 1000;
        return { raw: JSON.stringify(event), time, indexTime: time, index: 'foreign' };
      });
    },
    rows: (search, now) =>
      Promise.resolve(
        runSearch(search, { events: indexed, now: Date.parse(now) / 1000 }).map((row) => Object.fromEntries(row)),
      ),
  };
};
