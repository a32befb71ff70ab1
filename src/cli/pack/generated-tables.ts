/**
 * Tables of the documentation that the pack generates.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentSiemError } from '../../error.js';
import type { BuiltPack } from '../../pack/build.js';
import { complianceTable } from '../../pack/compliance.js';
import { conformanceMatrix, conformanceSummary, parseConformance } from '../../pack/conformance-table.js';
import { CONFORMANCE_FILE, type Manifest } from '../../pack/manifest.js';
import type { PackSettings } from '../../pack/settings.js';

/** Rewrites the part of a document between `<!-- generated: NAME -->` and `<!-- end -->`. */
const rewriteTable = (file: string, name: string, table: string): void => {
  const [before, rest] = readFileSync(file, 'utf8').split(`<!-- generated: ${name} -->\n`);
  const end = rest?.indexOf('<!-- end -->') ?? -1;
  if (before === undefined || rest === undefined || end === -1) {
    throw new AgentSiemError(`has no place for the table ${name}`, {
      code: 'pack.docs',
      file,
      mend: `Put the lines <!-- generated: ${name} --> and <!-- end --> where it goes.`,
    });
  }
  writeFileSync(file, `${before}<!-- generated: ${name} -->\n${table}${rest.slice(end)}`);
};

/** Tables of the documentation that say what the pack holds and what was executed. */
export const rewriteDocs = (
  docs: string,
  readme: string,
  { files }: BuiltPack,
  { rules, settings }: Manifest,
): void => {
  rewriteTable(join(docs, 'compliance.md'), 'controls', complianceTable(rules, settings as unknown as PackSettings));
  const conformance = files.get(CONFORMANCE_FILE);
  if (conformance === undefined) return;
  const report = parseConformance(conformance, CONFORMANCE_FILE);
  rewriteTable(join(docs, 'conformance.md'), 'conformance', conformanceMatrix(report));
  rewriteTable(readme, 'conformance', conformanceSummary(report));
};
