// What pth_10 cannot do or does otherwise, recognised in its answers.
import { COMMAND_FAULTS } from './command-faults.js';
import { EXPRESSION_FAULTS } from './expression-faults.js';
import type { Fault, Found } from './fault.js';

/** Every known fault. */
export const FAULTS: readonly Fault[] = [...EXPRESSION_FAULTS, ...COMMAND_FAULTS];

/** What it does not have, by its words; a command that it does not have is named by the query. */
const LACKS: readonly (readonly [RegExp, string])[] = [
  [/evalConcatenateStatement not supported yet/, 'the operator "."'],
  [/in EventstatsStep\.get/, 'eventstats behind stats'],
];

/** What is not there at all; undefined for other errors. */
export const lackOf = (error: string, query: string): string | undefined => {
  const command = /The provided command '(.+)' is not yet implemented/.exec(error)?.[1];
  if (command === undefined) return LACKS.find(([pattern]) => pattern.test(error))?.[1];
  const stages = query.split('|').map((stage) => /^\s*(\w+)/.exec(stage)?.[1] ?? '');
  return stages.find((name) => name !== '' && command.startsWith(name));
};

/** The fault that an error is. */
export const faultOf = (error: string): Fault | undefined =>
  FAULTS.find(({ known }) => known.by === 'error' && known.error.test(error));

/** A fault that shows in rows. */
export type SilentFault = Fault & { readonly known: Extract<Fault['known'], { readonly by: 'rows' }> };

/** The faults that other rows can be, in this query. */
export const silentFaults = (query: string, found: Found): readonly SilentFault[] =>
  FAULTS.filter(
    (fault): fault is SilentFault =>
      fault.known.by === 'rows' && fault.known.query.test(query) && fault.known.columns?.(query, found).length !== 0,
  );
