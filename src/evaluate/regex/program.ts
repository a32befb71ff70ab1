/**
 * A regular expression's tree as a small program (Thompson's construction).
 * @module
 */
import { AgentSiemError } from '../../error.js';
import type { Assertion, CodePointTest, RegexNode } from './syntax.js';

/** One instruction; `next` and `other` are indexes into the program. */
export type Instruction =
  | { readonly op: 'char'; readonly test: CodePointTest; readonly next: number }
  | { readonly op: 'assert'; readonly assertion: Assertion; readonly next: number }
  | { readonly op: 'split'; readonly next: number; readonly other: number }
  | { readonly op: 'match' };

const MAX_INSTRUCTIONS = 20_000;

/** The program and where it starts. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Builds the program. @throws AgentSiemError `rule.regex` when counted repetitions make it too large. */
export const buildProgram = (tree: RegexNode): Program => {
  const instructions: Instruction[] = [{ op: 'match' }];
  const add = (instruction: Instruction): number => {
    if (instructions.length >= MAX_INSTRUCTIONS)
      throw new AgentSiemError('regular expression: its repetitions multiply to an unreasonable size', {
        code: 'rule.regex',
        mend: 'Use smaller counts',
      });
    return instructions.push(instruction) - 1;
  };
  /** Emits the node in front of `next`, back to front, and returns its entry. */
  const emit = (node: RegexNode, next: number): number => {
    switch (node.kind) {
      case 'char':
        return add({ op: 'char', test: node.test, next });
      case 'assert':
        return add({ op: 'assert', assertion: node.assertion, next });
      case 'sequence':
        return node.parts.reduceRight((after, part) => emit(part, after), next);
      case 'choice':
        return node.parts
          .map((part) => emit(part, next))
          .reduceRight((other, entry) => add({ op: 'split', next: entry, other }));
      case 'repeat': {
        let entry = next;
        if (node.max === Infinity) {
          // The loop's split is written first with a hole, because its body must lead back to it.
          const loop = add({ op: 'split', next, other: next });
          instructions[loop] = { op: 'split', next: emit(node.part, loop), other: next };
          entry = loop;
        } else {
          for (let count = node.min; count < node.max; count += 1)
            entry = add({ op: 'split', next: emit(node.part, entry), other: next });
        }
        for (let count = 0; count < node.min; count += 1) entry = emit(node.part, entry);
        return entry;
      }
    }
  };
  const start = emit(tree, 0);
  return { instructions, start };
};
