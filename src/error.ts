/**
 * The one error class of the package.
 * @module
 */

/** Where an error stands and what mends it. */
export interface AgentSiemErrorOptions {
  /** Stable machine-readable code, such as `event.invalid`. */
  readonly code: string;
  /** File the bad input stands in. */
  readonly file?: string | undefined;
  /** Line in that file, from 1. */
  readonly line?: number | undefined;
  /** Column in that line, from 1. */
  readonly column?: number | undefined;
  /** Field path, such as `tool_call.tool_name`. */
  readonly field?: string | undefined;
  /** What the reader should do next. */
  readonly mend?: string | undefined;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** Bad input, bad state or bad configuration, with its place and its mend. Never carries a raw value. */
export class AgentSiemError extends Error {
  override readonly name: string = 'AgentSiemError';
  readonly code: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly field: string | undefined;
  readonly mend: string | undefined;

  constructor(message: string, options: AgentSiemErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.file = options.file;
    this.line = options.line;
    this.column = options.column;
    this.field = options.field;
    this.mend = options.mend;
  }

  /** One line for a terminal: `file:line:column: field: message. Mend.` */
  describe(): string {
    const place = [this.file, this.line, this.column].filter((part) => part !== undefined).join(':');
    const head = [place, this.field].filter((part) => part !== undefined && part !== '').join(': ');
    const text = head === '' ? this.message : `${head}: ${this.message}`;
    return this.mend === undefined ? text : `${text}. ${this.mend}`;
  }
}
