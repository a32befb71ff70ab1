/**
 * Where a parser stands in an expression.
 * @module
 */
import { AgentSiemError } from '../../error.js';

const MAX_LENGTH = 20_000;

/** A place in an expression that moves forward. */
export class Cursor {
  at = 0;

  /** @throws AgentSiemError for an unreasonable size */
  constructor(readonly source: string) {
    if (source.length > MAX_LENGTH) throw this.fail(`longer than ${MAX_LENGTH} characters`);
  }

  /** The error that stands here. */
  fail(what: string): AgentSiemError {
    return new AgentSiemError(`regular expression: ${what} at character ${this.at + 1}`, {
      code: 'rule.regex',
      mend: 'Write it in the RE2 dialect, which has no look-around and no back-references',
    });
  }

  /** Whether anything is left. */
  more(): boolean {
    return this.at < this.source.length;
  }

  /** The next UTF-16 unit, `ahead` of the place; empty at the end. */
  peek(ahead = 0): string {
    return this.source[this.at + ahead] ?? '';
  }

  /** Moves over a text that stands here. */
  eat(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Moves over what an anchored pattern finds within the next `length` units. */
  take(pattern: RegExp, length: number): RegExpExecArray | null {
    const found = pattern.exec(this.source.slice(this.at, this.at + length));
    this.at += found?.[0].length ?? 0;
    return found;
  }

  /** Moves over one code point. */
  nextCodePoint(): number {
    const code = this.source.codePointAt(this.at);
    if (code === undefined) throw this.fail('unexpected end');
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }
}
