// Dashboard Studio views in our own interpreter of SPL, macros and tokens replaced as Splunk does.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { measureColumns, splitColumns, type Panel } from '../../../src/dashboards/model.js';
import type { EventRecord, PanelRow } from '../../../src/dashboards/reference.js';
import { readConf } from '../../../src/pack/splunk/conf.js';
import { runSearch, type IndexedEvent } from '../../spl/run.js';
import { NOW, type Choice, type PanelEngine } from './panel-engine.js';

const APP = 'splunk/agent_siem/default';

interface Studio {
  readonly inputs: Readonly<Record<string, { readonly options: { readonly defaultValue: string } }>>;
  readonly dataSources: Readonly<
    Record<string, { readonly type: string; readonly options: { readonly query: string } }>
  >;
  readonly visualizations: Readonly<Record<string, { readonly dataSources: { readonly primary: string } }>>;
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 };

const rangeOf = ({ inputs }: Studio): number => {
  const [, count, unit = ''] = /^-(\d+)([dh]),now$/.exec(inputs['input_time']?.options.defaultValue ?? '') ?? [];
  return Number(count) * (UNITS[unit] ?? NaN);
};

/** A chart's series are columns made by xyseries from the rows that are compared. */
const checkChain = (studio: Studio, id: string, panel: Panel): void => {
  const primary = studio.visualizations[`viz_${id}`]?.dataSources.primary ?? '';
  const source = studio.dataSources[primary];
  if (source?.type !== 'ds.chain') return;
  const wanted = `| xyseries _time ${splitColumns(panel)[0] ?? ''} ${measureColumns(panel.measure)[0] ?? ''}`;
  if (source.options.query !== wanted) throw new Error(`${id} is drawn from ${source.options.query}`);
};

/** Panels, and the search that one of them runs. */
export interface SplunkPanels extends PanelEngine {
  readonly search: (query: string, choice?: Choice) => string;
}

/** Creates the engine. */
export const splunkPanels = (): SplunkPanels => {
  let stored: readonly IndexedEvent[] = [];
  let macros = new Map<string, string>();
  let studios = new Map<string, Studio>();
  const searchOf = (query: string, choice?: Choice): string =>
    query
      .replaceAll(/`(\w+)`/g, (call, name: string) => macros.get(name) ?? call)
      .replaceAll(/\$(\w+)\|s\$/g, (_, token: string) => JSON.stringify(token === choice?.id ? choice.value : '*'));
  return {
    search: searchOf,
    finished: (folder) => {
      const read = (path: string): string => readFileSync(join(folder, APP, path), 'utf8');
      macros = new Map(
        [...readConf(read('macros.conf'))].map(([name, settings]) => [name, settings.get('definition') ?? '']),
      );
      studios = new Map(
        readdirSync(join(folder, APP, 'data/ui/views')).map((file) => {
          const [, text = ''] = /<definition><!\[CDATA\[([\s\S]*?)\]\]>/.exec(read(`data/ui/views/${file}`)) ?? [];
          return [file.replace('.xml', ''), JSON.parse(text) as Studio];
        }),
      );
      return [...studios].flatMap(([dashboard, studio]) =>
        Object.entries(studio.dataSources)
          .filter(([, { type }]) => type === 'ds.search')
          .map(([id, { options }]) => ({
            dashboard,
            panel: id.replace(/^ds_/, ''),
            query: options.query,
            rangeMs: rangeOf(studio),
          })),
      );
    },
    start: (events: readonly EventRecord[]) => {
      stored = events.map((event) => ({
        raw: JSON.stringify(event),
        time: Date.parse(String(event['timestamp'])) / 1000,
        indexTime: 1,
      }));
      return Promise.resolve();
    },
    rows: ({ dashboard, panel: id, query, rangeMs }, panel, choice) => {
      const studio = studios.get(dashboard);
      if (studio !== undefined) checkChain(studio, id, panel);
      const events = stored.filter(({ time }) => time >= (NOW - rangeMs) / 1000 && time < NOW / 1000);
      return Promise.resolve(
        runSearch(searchOf(query, choice), { events, now: NOW / 1000 }).map((row): PanelRow =>
          Object.fromEntries(
            [...row].map(([name, value]) =>
              name === '_time' ? ['time', Math.round(Number(value) * 1000)] : [name, value as string | number],
            ),
          ),
        ),
      );
    },
    differs: () => ({}),
    stop: () => Promise.resolve(),
  };
};
