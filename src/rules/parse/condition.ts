/**
 * Conditions: `selection and not 1 of filter_*`.
 * @module
 */

/** A parsed condition; names stand for selections or, in temporal correlations, rules. */
export type Condition =
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'of'; readonly quantity: 'one' | 'all'; readonly pattern: string; readonly at: number }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

/** A condition that cannot be read; `at` counts from 0 within its text. */
export class ConditionProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly mend?: string,
  ) {
    super(message);
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 100;
const TOKEN = /\s*([()|]|[^\s()|]+)/y;

const tokensOf = (text: string): readonly Token[] => {
  if (text.length > MAX_LENGTH) throw new ConditionProblem('condition too long', 0);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const word = match[1] ?? '';
    tokens.push({ text: word, at: TOKEN.lastIndex - word.length });
  }
  return tokens;
};

const NAME = /^[\p{L}\p{N}_.*-]+$/u;

/**
 * Parses a condition. Binding from loose to tight: or, and, not, `x of`. Key words are read in any case unless a
 * selection carries that very name.
 * @throws ConditionProblem
 */
export const parseCondition = (text: string, names: ReadonlySet<string> = new Set()): Condition => {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (ahead = 0): Token | undefined => tokens[next + ahead];
  const isWord = (token: Token | undefined, word: string): boolean =>
    token !== undefined && token.text.toLowerCase() === word && !names.has(token.text);
  const end = (): number => text.length;

  const sequence = (word: 'and' | 'or', inner: (depth: number) => Condition, depth: number): Condition => {
    const first = inner(depth);
    const parts = [first];
    while (isWord(peek(), word)) {
      next += 1;
      parts.push(inner(depth));
    }
    return parts.length === 1 ? first : { kind: word, parts };
  };

  const either = (depth: number): Condition => {
    if (depth > MAX_DEPTH) throw new ConditionProblem('nested too deep', peek()?.at ?? 0);
    return sequence('or', (inner) => sequence('and', negation, inner), depth);
  };

  const negation = (depth: number): Condition => {
    let negated = false;
    while (isWord(peek(), 'not')) {
      next += 1;
      negated = !negated;
    }
    const part = operand(depth);
    return negated ? { kind: 'not', part } : part;
  };

  const operand = (depth: number): Condition => {
    const token = peek();
    if (token === undefined) throw new ConditionProblem('the condition ends where a selection is expected', end());
    if (token.text === '(') {
      next += 1;
      const inner = either(depth + 1);
      if (peek()?.text !== ')') throw new ConditionProblem('a ( without its )', token.at);
      next += 1;
      return inner;
    }
    if (token.text === '|') {
      throw new ConditionProblem('aggregation in a condition', token.at, 'Write a correlation: Sigma 2 has no pipe.');
    }
    if (isWord(peek(1), 'of') && /^(?:1|all|any|\d+)$/i.test(token.text) && !names.has(token.text)) {
      const target = peek(2);
      if (target === undefined || !NAME.test(target.text)) {
        throw new ConditionProblem('`of` without a pattern', token.at, 'Write `1 of selection_*` or `all of them`.');
      }
      if (!/^(?:1|all|any)$/i.test(token.text)) {
        throw new ConditionProblem(`${token.text} of`, token.at, 'Sigma has `1 of` and `all of`.');
      }
      next += 3;
      const quantity = token.text.toLowerCase() === 'all' ? 'all' : 'one';
      return { kind: 'of', quantity, pattern: target.text, at: target.at };
    }
    if (token.text === ')' || ['and', 'or', 'of'].some((word) => isWord(token, word))) {
      throw new ConditionProblem(`${token.text} where a selection is expected`, token.at);
    }
    if (!NAME.test(token.text) || token.text.includes('*')) {
      throw new ConditionProblem(`${token.text} is not the name of a selection`, token.at);
    }
    next += 1;
    return { kind: 'name', name: token.text, at: token.at };
  };

  const condition = either(0);
  const rest = peek();
  if (rest !== undefined) {
    throw new ConditionProblem(
      `${rest.text} is not expected here`,
      rest.at,
      rest.text === '|' ? 'Write a correlation: Sigma 2 has no pipe.' : 'Join selections with and, or, not.',
    );
  }
  return condition;
};

/** A condition as text; parseCondition reads it back as it was. */
export const formatCondition = (condition: Condition): string => {
  switch (condition.kind) {
    case 'name':
      return condition.name;
    case 'of':
      return `${condition.quantity === 'one' ? '1' : 'all'} of ${condition.pattern}`;
    case 'not':
      return `not (${formatCondition(condition.part)})`;
    default:
      return condition.parts.map((part) => `(${formatCondition(part)})`).join(` ${condition.kind} `);
  }
};
