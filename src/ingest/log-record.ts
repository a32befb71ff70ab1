/**
 * One OpenTelemetry log record, whatever encoding it came in.
 * @module
 */

/** A decoded attribute or body value. Bytes are base64 text; integers beyond 2^53 are decimal text. */
export type LogValue = string | number | boolean | null | readonly LogValue[] | { readonly [key: string]: LogValue };

/** Decoded attributes by name. */
export type LogAttributes = Readonly<Record<string, LogValue>>;

/** The instrumentation scope of a record. */
export interface LogScope {
  readonly name: string;
  readonly version: string;
}

/** A log record with its resource and scope. */
export interface LogRecord {
  /** Resource attributes, such as service.name. */
  readonly resource: LogAttributes;
  readonly scope: LogScope;
  /** Nanoseconds since 1970 in decimal digits; empty when the sender left it out. */
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  /** The record's own event name; a collector may drop it. */
  readonly eventName: string;
  readonly severityNumber: number;
  readonly body: LogValue;
  readonly attributes: LogAttributes;
  /** 32 lower-case hex digits, or empty. */
  readonly traceId: string;
  /** 16 lower-case hex digits, or empty. */
  readonly spanId: string;
}

/** A record of a request that could not be decoded, while the others could. */
export interface UnreadableRecord {
  readonly problem: string;
}

/** What one export request carries, in order. */
export type DecodedRecord = LogRecord | UnreadableRecord;

/** Deepest nesting of a value; a deeper record is refused. */
export const MAX_VALUE_DEPTH = 32;

/** Most records in one request. */
export const MAX_RECORDS = 100_000;

/** Raised inside a record; the decoder turns it into an UnreadableRecord. */
export class RecordProblem extends Error {
  override readonly name = 'RecordProblem';
}

/** Narrows to a record that was decoded. */
export const isReadable = (record: DecodedRecord): record is LogRecord => !('problem' in record);

/** Sets a key that came from outside: `__proto__` becomes an ordinary key, never a prototype. */
export const setOwn = (target: Record<string, LogValue>, key: string, value: LogValue): void => {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
};

/** Unix milliseconds of a time in nanoseconds, exactly; undefined when it is empty or zero. */
export const millisecondsOf = (timeUnixNano: string): number | undefined => {
  if (timeUnixNano.length <= 6) return undefined;
  const time = Number(timeUnixNano.slice(0, -6));
  return Number.isSafeInteger(time) && time > 0 ? time : undefined;
};
