// Runs cases in one engine, as few loads as their lookups allow, and says what differs.
import { compareCases } from './compare.js';
import type { Case, Outcome } from './compare.js';
import type { Engine } from './engine.js';

/** A case with how it ended. */
export interface Finished {
  readonly given: Case;
  readonly outcome: Outcome;
}

/** Cases of one load. */
const BATCH = 250;

/** Runs the cases; their order is kept. */
export const runCases = async (engine: Engine, cases: readonly Case[]): Promise<readonly Finished[]> => {
  const groups = new Map<string, Case[]>();
  for (const given of cases) {
    const key = JSON.stringify(given.lookups);
    groups.set(key, [...(groups.get(key) ?? []), given]);
  }
  const finished = new Map<Case, Outcome>();
  for (const group of groups.values()) {
    for (let at = 0; at < group.length; at += BATCH) {
      const batch = group.slice(at, at + BATCH);
      const outcomes = await compareCases(engine, batch);
      batch.forEach((given, index) => {
        const outcome = outcomes[index];
        if (outcome !== undefined) finished.set(given, outcome);
      });
    }
  }
  return cases.flatMap((given) => {
    const outcome = finished.get(given);
    return outcome === undefined ? [] : [{ given, outcome }];
  });
};

/** One finished case in words; undefined when engine and evaluator agree. */
export const complaint = ({ given, outcome }: Finished): string | undefined => {
  switch (outcome.kind) {
    case 'same':
    case 'unsupported':
      return undefined;
    case 'refused':
      return `${given.name}: refused: ${outcome.message}`;
    case 'different':
      return [
        `${given.name}:`,
        ...outcome.missing.slice(0, 5).map((firing) => `  not raised: ${firing}`),
        ...outcome.extra.slice(0, 5).map((firing) => `  raised, but should not be: ${firing}`),
      ].join('\n');
  }
};
