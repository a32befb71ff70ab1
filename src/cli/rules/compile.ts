/**
 * agent-siem rules compile: the query of one SIEM for each rule.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentSiemError } from '../../error.js';
import { makeFolder } from '../../make-folder.js';
import { formatIssue, type Rule } from '../../rules/index.js';
import { readFieldMap } from '../../targets/field-map.js';
import { isAccepted } from '../../targets/problems.js';
import { TARGETS, type CompiledQuery, type FieldMap, type TargetName, type Unsupported } from '../../targets/index.js';
import type { RegisterCommand } from '../command.js';
import { EXIT_BAD_INPUT } from '../exit-codes.js';
import { counted } from '../counted.js';
import { terminalText } from '../terminal-text.js';
import { CONFIG_OPTION_HELP, notice, readRules } from './rule-set.js';
import { unsupportedIssue } from './unsupported-issue.js';

interface CompileOptions {
  readonly target: string;
  readonly out?: string;
  readonly map?: string;
  readonly config?: string;
  readonly json?: true;
}

/** File name ending of each query language. */
const ENDINGS: Readonly<Record<CompiledQuery['language'], string>> = {
  spl: 'spl',
  esql: 'esql',
  kuery: 'kuery',
  kql: 'kql',
  datadog: 'txt',
};

const targetNamed = (name: string): (typeof TARGETS)[TargetName] & object => {
  const target = Object.entries(TARGETS).find(([known]) => known === name)?.[1];
  if (target !== undefined) return target;
  throw new AgentSiemError(`--target ${name} is not known`, {
    code: 'usage',
    mend: `Use one of ${Object.keys(TARGETS).join(', ')}`,
  });
};

/** The rule itself says that this target cannot say it: it is left out, and that is no error. */
const leftOut = (rule: Rule, target: TargetName, unsupported: readonly Unsupported[]): boolean =>
  unsupported.every(({ construct }) => isAccepted(rule, target, construct));

/** A rule's id as a file name: hostile ids stay inside the folder. */
const fileName = (rule: Rule): string => rule.meta.ruleId.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_');

/** On a terminal control characters are made visible; a pipe gets the query as it is. */
const printable = (text: string): string =>
  process.stdout.isTTY ? text.split('\n').map(terminalText).join('\n') : text;

const writeQuery = (rule: Rule, query: CompiledQuery, folder: string, taken: Set<string>): void => {
  let name = fileName(rule);
  for (let copy = 2; taken.has(name); copy += 1) name = `${fileName(rule)}-${String(copy)}`;
  taken.add(name);
  writeFileSync(join(folder, `${name}.${ENDINGS[query.language]}`), query.text, { mode: 0o600 });
};

const printQuery = (rule: Rule, query: CompiledQuery, options: CompileOptions, several: boolean): void => {
  if (options.json === true) {
    const { language, text, columns, accepted } = query;
    process.stdout.write(`${JSON.stringify({ rule_id: rule.meta.ruleId, language, text, columns, accepted })}\n`);
    return;
  }
  const head = several ? `// ${terminalText(rule.meta.ruleId.replaceAll('\n', ' '))}\n` : '';
  process.stdout.write(`${head}${printable(query.text).trimEnd()}\n${several ? '\n' : ''}`);
};

const compileAll = (paths: readonly string[], options: CompileOptions): void => {
  const target = targetNamed(options.target);
  const map: FieldMap | undefined = options.map === undefined ? undefined : readFieldMap(options.map, target.name);
  const { rules, errors } = readRules(paths, options.config);
  if (options.out !== undefined) makeFolder(options.out, 0o700);
  const taken = new Set<string>();
  let failed = 0;
  let accepted = 0;
  for (const rule of rules) {
    const compiled = target.compile(rule, map === undefined ? {} : { map });
    if (!compiled.ok && leftOut(rule, target.name, compiled.unsupported)) {
      accepted += 1;
      for (const { construct, reason } of compiled.unsupported)
        notice(`${rule.meta.ruleId} is left out of ${target.name}, as the rule accepts: ${construct}: ${reason}`);
    } else if (!compiled.ok) {
      failed += 1;
      for (const unsupported of compiled.unsupported)
        formatIssue(unsupportedIssue(rule, target.name, unsupported))
          .split('\n')
          .forEach(notice);
    } else {
      const { query } = compiled;
      const inexact = query.accepted.map(({ construct }) => construct).join(', ');
      if (inexact !== '')
        notice(`${rule.meta.ruleId} is not said exactly in ${target.name}, as the rule accepts: ${inexact}`);
      if (options.out === undefined) printQuery(rule, query, options, rules.length > 1);
      else writeQuery(rule, query, options.out, taken);
    }
  }
  if (options.json !== true) {
    const done = rules.length - failed - accepted;
    const without = accepted === 0 ? '' : `${String(accepted)} left out, `;
    process.stderr.write(
      `${String(done)} compiled, ${without}${String(failed)} unsupported, ${counted(errors, 'error')}\n`,
    );
  }
  if (failed + errors > 0) process.exitCode = EXIT_BAD_INPUT;
};

/** Adds rules compile. */
export const register: RegisterCommand = (rules) => {
  rules
    .command('compile')
    .description("print or write the query of one SIEM for each rule, with its deployed rule's time range")
    .argument('[path...]', "rule files and folders (default: the package's own rules)")
    .requiredOption('--target <name>', Object.keys(TARGETS).join(', '))
    .option('--out <folder>', 'write one file a rule instead of printing')
    .option('--map <file>', 'YAML with foreign names: fields, source, time, id (docs/rules.md, Compile)')
    .option('--config <file>', CONFIG_OPTION_HELP)
    .option('--json', 'queries as NDJSON: rule_id, language, text, columns, accepted')
    .addHelpText(
      'after',
      `
What a SIEM cannot say exactly is an error with file, line, construct and mend, unless the rule accepts it; that is
named on stderr.

Exit codes: 0 every rule is compiled or left out as it accepts itself; 2 a rule, the map, the configuration or an option is wrong, or a
rule cannot be said in the target (the others are compiled).

Examples:
  $ agent-siem rules compile --target elastic rules/p1_policy_blocked_tool_call.yml
  $ agent-siem rules compile --target sentinel --map windows.yml --out compiled/ sigma-rules/`,
    )
    .action(compileAll);
};
