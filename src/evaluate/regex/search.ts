/**
 * Search in linear time: a deterministic automaton built on demand, with a bounded cache.
 * @module
 */
import { parseRegex } from './parse.js';
import { buildProgram } from './program.js';
import { isWord, type Assertion, type RegexFlags } from './syntax.js';

/** What stands beside a position: an edge of the text, a line feed, a word character or anything else. */
type Side = 'edge' | 'newline' | 'word' | 'other';

interface State {
  /** Instructions waiting for the next character, before zero-width steps. */
  readonly kernel: readonly number[];
  readonly before: Side;
  /** Next state by ASCII code point, and by any other; null: found. */
  readonly ascii: (State | null | undefined)[];
  readonly wide: Map<number, State | null>;
  /** Found when the text ends here. */
  end: boolean | undefined;
}

const MAX_STATES = 1000;
const MAX_WIDE = 500;

const sideOf = (code: number): Side => (code === 10 ? 'newline' : isWord(code) ? 'word' : 'other');

const holds = (assertion: Assertion, before: Side, after: Side): boolean => {
  switch (assertion) {
    case 'text-start':
      return before === 'edge';
    case 'text-end':
      return after === 'edge';
    case 'line-start':
      return before === 'edge' || before === 'newline';
    case 'line-end':
      return after === 'edge' || after === 'newline';
    case 'word':
      return (before === 'word') !== (after === 'word');
    case 'not-word':
      return (before === 'word') === (after === 'word');
  }
};

/**
 * Compiles an unanchored search ("does it occur anywhere"). Time is linear in the text for any expression.
 * @throws AgentSiemError `rule.regex` when the expression is outside the RE2 dialect.
 */
export const regexSearch = (source: string, flags: RegexFlags): ((text: string) => boolean) => {
  const { instructions, start } = buildProgram(parseRegex(source, flags));
  let states = new Map<string, State>();

  const stateOf = (kernel: readonly number[], before: Side): State => {
    const key = `${before}:${kernel.join()}`;
    const known = states.get(key);
    if (known !== undefined) return known;
    if (states.size >= MAX_STATES) states = new Map();
    const state: State = { kernel, before, ascii: new Array<State | undefined>(128), wide: new Map(), end: undefined };
    states.set(key, state);
    return state;
  };

  /** Zero-width steps from the kernel; undefined when they reach the match. */
  const closure = (state: State, after: Side): readonly number[] | undefined => {
    const seen = new Set<number>();
    const waiting: number[] = [];
    const stack = [...state.kernel];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const instruction = instructions[index];
      if (instruction === undefined) continue;
      if (instruction.op === 'match') return undefined;
      if (instruction.op === 'char') waiting.push(index);
      else if (instruction.op === 'split') stack.push(instruction.next, instruction.other);
      else if (holds(instruction.assertion, state.before, after)) stack.push(instruction.next);
    }
    return waiting;
  };

  const step = (state: State, code: number): State | null => {
    const waiting = closure(state, sideOf(code));
    if (waiting === undefined) return null;
    const kernel = new Set([start]);
    for (const index of waiting) {
      const instruction = instructions[index];
      if (instruction?.op === 'char' && instruction.test(code)) kernel.add(instruction.next);
    }
    return stateOf(
      [...kernel].sort((a, b) => a - b),
      sideOf(code),
    );
  };

  const wideStep = (state: State, code: number): State | null => {
    const known = state.wide.get(code);
    if (known !== undefined) return known;
    const next = step(state, code);
    if (state.wide.size < MAX_WIDE) state.wide.set(code, next);
    return next;
  };

  return (text) => {
    let state = stateOf([start], 'edge');
    for (let at = 0; at < text.length; at += 1) {
      let code = text.charCodeAt(at);
      let next: State | null | undefined;
      if (code < 128) {
        next = state.ascii[code];
        if (next === undefined) state.ascii[code] = next = step(state, code);
      } else {
        if (code >= 0xd800 && code < 0xdc00) {
          code = text.codePointAt(at) ?? code;
          if (code > 0xffff) at += 1;
        }
        next = wideStep(state, code);
      }
      if (next === null) return true;
      state = next;
    }
    state.end ??= closure(state, 'edge') === undefined;
    return state.end;
  };
};
