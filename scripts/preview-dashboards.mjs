// Pictures of the dashboards in docs/dashboards/: the rows that every SIEM's query must give over the test events, drawn
// plainly for a wide and a narrow page. Usage: npm run previews [-- FOLDER]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { previews } from './preview/previews.mjs';

const root = join(import.meta.dirname, '..');
const folder = process.argv[2] ?? join(root, 'docs/dashboards');
const [parse, reference, model, { layout }, { compilePredicate }] = await Promise.all(
  [
    'dashboards/parse.js',
    'dashboards/reference.js',
    'dashboards/model.js',
    'dashboards/layout.js',
    'evaluate/index.js',
  ].map((path) => import(join(root, 'dist', path))),
);
mkdirSync(folder, { recursive: true });
const dashboards = parse.loadDashboards(join(root, 'dashboards'));
for (const [name, svg] of previews(dashboards, { ...reference, ...model, layout, compilePredicate })) {
  writeFileSync(join(folder, name), svg);
  process.stdout.write(`${join(folder, name)}\n`);
}
