/** Expressions of eval and where: a parser and an evaluator. */
import { calculate, concatenate, FUNCTIONS, type Argument } from './functions.js';
import { compare, SplError, type FieldValue, type Value } from './value.js';

/** What an expression reads. */
export interface Scope {
  readonly get: (name: string) => FieldValue;
  readonly now: number;
}
export type Expression = (scope: Scope) => Value;

type Token =
  | { readonly kind: 'string' | 'field' | 'name' | 'symbol'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number };

/** Inside quotes `\\`, `\"` and `\|` are read by the search parser; every other sequence is left alone. */
export const unescape = (body: string): string => body.replace(/\\([\\"|])/g, '$1');

/** A string of an expression: its `\t` is a tab besides. */
const stringValue = (body: string): string =>
  body.replace(/\\([\\"|t])/g, (_, letter: string) => (letter === 't' ? '\t' : letter));

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\[\s\S])*")|'([^']*)'|(\d+(?:\.\d+)?)|([A-Za-z_][\w]*)|(!=|<=|>=|==|[=<>()+\-*/.,]))/y;

const tokenise = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new SplError(`cannot read ${text.slice(at, at + 40)}`);
    const [, quoted, field, digits, name, symbol] = found;
    if (quoted !== undefined) tokens.push({ kind: 'string', text: stringValue(quoted.slice(1, -1)) });
    else if (field !== undefined) tokens.push({ kind: 'field', text: field });
    else if (digits !== undefined) tokens.push({ kind: 'number', text: digits, value: Number(digits) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'symbol', text: symbol ?? '' });
  }
  return tokens;
};

const truth = (value: Value): boolean | null => {
  if (value === null || typeof value === 'boolean') return value;
  throw new SplError('AND, OR and NOT take booleans');
};

/** True, false, or null when it cannot be known. */
const and = (left: boolean | null, right: boolean | null): boolean | null =>
  left === false || right === false ? false : left === null || right === null ? null : true;
const or = (left: boolean | null, right: boolean | null): boolean | null =>
  left === true || right === true ? true : left === null || right === null ? null : false;

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

class Parser {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  private peek(text: string): boolean {
    const token = this.tokens[this.at];
    return (token?.kind === 'symbol' || token?.kind === 'name') && token.text === text;
  }

  take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw new SplError(`expected ${text}, found ${this.tokens[this.at]?.text ?? 'the end'}`);
  }

  name(): string {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' && token?.kind !== 'field') throw new SplError('expected a field name');
    this.at += 1;
    return token.text;
  }

  /** OR binds weakest, then AND, NOT, comparisons, `.`, sums, products. */
  expression(): Expression {
    let left = this.conjunction();
    while (this.take('OR')) {
      const [a, b] = [left, this.conjunction()];
      left = (scope) => or(truth(a(scope)), truth(b(scope)));
    }
    return left;
  }

  private conjunction(): Expression {
    let left = this.negation();
    while (this.take('AND')) {
      const [a, b] = [left, this.negation()];
      left = (scope) => and(truth(a(scope)), truth(b(scope)));
    }
    return left;
  }

  private negation(): Expression {
    if (!this.take('NOT')) return this.comparison();
    const inner = this.negation();
    return (scope) => {
      const value = truth(inner(scope));
      return value === null ? null : !value;
    };
  }

  private comparison(): Expression {
    const left = this.joined();
    const operator = Object.keys(COMPARE).find((symbol) => this.peek(symbol));
    if (operator === undefined) return left;
    this.at += 1;
    const right = this.joined();
    const holds = COMPARE[operator];
    return (scope) => {
      const order = compare(left(scope), right(scope));
      return order === null || holds === undefined ? null : holds(order);
    };
  }

  private joined(): Expression {
    let left = this.sum();
    while (this.take('.')) {
      const [a, b] = [left, this.sum()];
      left = (scope) => concatenate(a(scope), b(scope));
    }
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const operator = ['+', '-'].find((symbol) => this.take(symbol));
      if (operator === undefined) return left;
      const [a, b] = [left, this.product()];
      left = (scope) => calculate(operator, a(scope), b(scope));
    }
  }

  private product(): Expression {
    let left = this.primary();
    for (;;) {
      const operator = ['*', '/'].find((symbol) => this.take(symbol));
      if (operator === undefined) return left;
      const [a, b] = [left, this.primary()];
      left = (scope) => calculate(operator, a(scope), b(scope));
    }
  }

  private primary(): Expression {
    if (this.take('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.take('-')) {
      const inner = this.primary();
      return (scope) => calculate('-', 0, inner(scope));
    }
    const token = this.tokens[this.at];
    if (token === undefined) throw new SplError('the expression ends too early');
    this.at += 1;
    switch (token.kind) {
      case 'string':
        return () => token.text;
      case 'number':
        return () => token.value;
      case 'field':
        return (scope) => scope.get(token.text);
      case 'name':
        return this.take('(') ? this.call(token.text) : (scope) => scope.get(token.text);
      case 'symbol':
        throw new SplError(`unexpected ${token.text}`);
    }
  }

  private call(name: string): Expression {
    const args: Expression[] = [];
    if (!this.take(')')) {
      do args.push(this.expression());
      while (this.take(','));
      this.expect(')');
    }
    const run = FUNCTIONS[name];
    if (run === undefined) throw new SplError(`function ${name}() is outside the subset`);
    return (scope) =>
      run(
        args.map(
          (one): Argument =>
            () =>
              one(scope),
        ),
        scope.now,
      );
  }
}

/** Compiles the expression of `where`. */
export const parseExpression = (text: string): Expression => {
  const parser = new Parser(tokenise(text));
  const result = parser.expression();
  if (!parser.done) throw new SplError(`more than one expression: ${text}`);
  return result;
};

/** Compiles the assignments of `eval`; each sees the ones before it. */
export const parseAssignments = (text: string): readonly (readonly [string, Expression])[] => {
  const parser = new Parser(tokenise(text));
  const result: (readonly [string, Expression])[] = [];
  do {
    const name = parser.name();
    parser.expect('=');
    result.push([name, parser.expression()]);
  } while (parser.take(','));
  if (!parser.done) throw new SplError(`not a list of assignments: ${text}`);
  return result;
};
