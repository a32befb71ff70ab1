// Counts of a run, for its floors, its line on the terminal and the report.
import type { SecondOpinionCounts } from '../../../src/pack/conformance-table.js';
import type { Opinion } from './opinion.js';

/** Counts of searches and of their stages, and why stages were not alike. */
export class Tally {
  private readonly searches = { whole: 0, start: 0, none: 0 };
  private readonly stages = { alike: 0, partly: 0, lacking: 0, faulty: 0 };
  /** Stages that are alike, by command. */
  readonly alike = new Map<string, number>();
  /** Why the others are not, or not in all rows and columns. */
  readonly why = new Map<string, number>();
  /** What stopped searches that did not run whole. */
  readonly stops = new Map<string, number>();
  /** Pairs of query and rows on which the two differ in no known way. */
  readonly differences: string[] = [];

  private static add(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  add({ asked, selection }: Opinion): void {
    this.searches[selection.kind] += 1;
    if (selection.kind !== 'whole') Tally.add(this.stops, selection.stoppedBy);
    for (const { command, outcome } of asked) {
      switch (outcome.kind) {
        case 'alike':
          Tally.add(this.alike, command);
          this.stages[outcome.faults.length === 0 ? 'alike' : 'partly'] += 1;
          for (const fault of outcome.faults) Tally.add(this.why, fault.name);
          break;
        case 'lacks':
          this.stages.lacking += 1;
          Tally.add(this.why, outcome.what);
          break;
        case 'fault':
          this.stages.faulty += 1;
          Tally.add(this.why, outcome.fault.name);
          break;
        case 'different':
          this.differences.push(outcome.what);
      }
    }
  }

  /** As the report holds them. */
  counts(): SecondOpinionCounts {
    return { ...this.searches, ...this.stages };
  }

  toString(): string {
    const list = (counts: ReadonlyMap<string, number>): string =>
      [...counts].map(([name, count]) => `${name} ${String(count)}`).join(', ');
    return `${JSON.stringify(this.counts())}; stages alike: ${list(this.alike)}; stopped by: ${list(this.stops)}; why: ${list(this.why)}`;
  }
}
