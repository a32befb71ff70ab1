/**
 * agent-siem rules: one file a subcommand, loaded when it is asked for.
 * @module
 */
import type { RegisterCommand } from '../command.js';

interface SubcommandModule {
  readonly register: RegisterCommand;
}

/** Subcommand name to its module, whose `register` receives the `rules` command. */
const SUBCOMMANDS: Readonly<Record<string, () => Promise<SubcommandModule>>> = {
  compile: () => import('./compile.js'),
  eval: () => import('./eval.js'),
  lint: () => import('./lint.js'),
  stats: () => import('./stats.js'),
  test: () => import('./test.js'),
};

/** Adds the rules command. */
export const register: RegisterCommand = async (program, argv) => {
  const rules = program.command('rules').description('Detection rules: Sigma 2.1 with tests inside the rule.');
  const words = argv.filter((argument) => !argument.startsWith('-'));
  const asked = words[0] === 'rules' ? words[1] : undefined;
  const wanted = asked !== undefined && asked in SUBCOMMANDS ? [asked] : Object.keys(SUBCOMMANDS);
  for (const name of wanted) {
    const load = SUBCOMMANDS[name];
    if (load !== undefined) await (await load()).register(rules, argv);
  }
};
