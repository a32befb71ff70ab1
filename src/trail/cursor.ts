/**
 * Saved places of readers.
 * @module
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AgentSiemError } from '../error.js';
import { readIfThere, replaceFile } from './atomic-file.js';
import { makeFolder, type TrailLayout } from './layout.js';

/** The saved place of one reader. */
export interface Cursor {
  readonly name: string;
  /** Last sequence the reader is done with; 0 before the first. */
  readonly sequence: number;
  /** Saves the place, atomically. Going back is allowed: the reader then sees those events again. */
  save(sequence: number): void;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

const savedSequence = (file: string, trailId: string): number => {
  try {
    const saved = JSON.parse(readIfThere(file) ?? '{}') as { trail_id?: unknown; sequence?: unknown };
    // A cursor of another trail says nothing about this one; a damaged one means reading again, never skipping.
    if (saved.trail_id !== trailId || !Number.isSafeInteger(saved.sequence)) return 0;
    return Math.max(0, Number(saved.sequence));
  } catch (error) {
    if (error instanceof SyntaxError) return 0;
    throw error;
  }
};

/** @throws AgentSiemError `trail.cursor-name` when the name is no plain file name. */
export const openCursor = (layout: TrailLayout, trailId: string, name: string): Cursor => {
  if (!NAME.test(name)) {
    throw new AgentSiemError('not a cursor name', {
      code: 'trail.cursor-name',
      mend: 'Use lower-case letters, digits, dot, dash and underscore, at most 64.',
    });
  }
  makeFolder(layout.cursors);
  const file = join(layout.cursors, `${name}.json`);
  let sequence = savedSequence(file, trailId);
  return {
    name,
    get sequence() {
      return sequence;
    },
    save: (to) => {
      replaceFile(file, `${JSON.stringify({ trail_id: trailId, sequence: to })}\n`);
      sequence = to;
    },
  };
};

/** The smallest saved place; undefined when no reader ever saved one. */
export const slowestCursor = (layout: TrailLayout, trailId: string): number | undefined => {
  let names: string[];
  try {
    names = readdirSync(layout.cursors).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (names.length === 0) return undefined;
  return Math.min(...names.map((name) => savedSequence(join(layout.cursors, name), trailId)));
};
