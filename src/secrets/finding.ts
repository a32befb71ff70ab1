/**
 * What the secret scanner reports.
 * @module
 */

/** One secret that was found. The value itself is never part of it. */
export interface SecretFinding {
  /** Named type, such as aws_access_key_id. */
  readonly type: string;
  /** Field path in the scanned value, such as parameters.headers.authorization; empty for a bare string. */
  readonly path: string;
  /** `hmac-sha256:` and 64 hex digits of the value under the fingerprint key. */
  readonly fingerprint: string;
}

/** A scan of one value. */
export interface ScanResult<T> {
  /** The same value with every secret replaced by `[REDACTED:type]`. The same reference when nothing was found. */
  readonly redacted: T;
  readonly findings: readonly SecretFinding[];
  /** Paths of strings that were longer than the cap and were scanned only up to it; what lies beyond is cut off. */
  readonly capped: readonly string[];
}

/** Scans strings anywhere inside a value. */
export interface SecretScanner {
  scan<T>(value: T): ScanResult<T>;
}
