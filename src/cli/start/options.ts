/**
 * Flags of agent-siem start.
 * @module
 */
import { InvalidArgumentError } from 'commander';

/** As commander gives them. */
export interface StartFlags {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly otlpPort?: number;
  readonly port?: number;
  readonly webhook?: string;
  readonly rules?: readonly string[];
  readonly lookup?: readonly string[];
  readonly config?: string;
  readonly group?: string;
  /** False with --no-story. */
  readonly story: boolean;
}

/** A TCP port; 0 asks for any free one. */
export const parsePort = (text: string): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
};

/** Collects a repeatable option. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];
