import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layout } from '../../src/dashboards/layout.js';
import * as model from '../../src/dashboards/model.js';
import { loadDashboards } from '../../src/dashboards/parse.js';
import { aggregatePanel } from '../../src/dashboards/reference.js';
import { compilePredicate } from '../../src/evaluate/index.js';
// @ts-expect-error: a script without types
import { previews } from '../../scripts/preview/previews.mjs';

const dashboards = loadDashboards('dashboards');
const draw = (of = dashboards): readonly (readonly [string, string])[] =>
  previews(of, { ...model, aggregatePanel, layout, compilePredicate });
const pictures = draw();

describe('pictures of the dashboards', () => {
  it.each(pictures)('docs/dashboards/%s is what npm run previews draws', (name, svg) => {
    expect(readFileSync(`docs/dashboards/${name}`, 'utf8')).toBe(svg);
  });

  it.each(pictures)('%s shows every panel and says that it is a preview', (name, svg) => {
    const dashboard = dashboards.find(({ id }) => name.startsWith(id.replaceAll('_', '-')));
    for (const { title } of dashboard!.panels) expect(svg).toContain(`>${title}</text>`);
    expect(svg.replaceAll(/<[^>]+>|\n/g, ' ')).toMatch(/Preview made from +test events|Preview made from test events/);
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  it('shows text of events as text', () => {
    const [dashboard] = dashboards;
    const hostile = { ...dashboard!, title: '<script>&"' };
    const [[, svg] = ['', '']] = draw([hostile]);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&lt;script&gt;&amp;&quot;');
  });
});
