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
  /** Paths of strings that a cap cut off, wholly or in part: what lies beyond it was not scanned. */
  readonly capped: readonly string[];
}

/** Bounds of one scan. */
export interface ScanLimits {
  /** Most UTF-16 units scanned in all strings of the value together, decoded layers included; default: no bound. */
  readonly maxCharacters?: number;
}

/** Scans strings anywhere inside a value. */
export interface SecretScanner {
  scan<T>(value: T, limits?: ScanLimits): ScanResult<T>;
}
