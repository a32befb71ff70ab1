// A search in pieces that are cut out of it, never written anew: what pth_10 is given is what was emitted, byte for byte.

/** A search and where its stages lie in it. */
export interface Cut {
  readonly text: string;
  /** Each stage as it stands between its pipes, with the blanks around it. */
  readonly stages: readonly string[];
}

/** Cuts at pipes outside quotes. Joined by `|` the stages are the text again. */
export const cut = (text: string): Cut => {
  const stages = [''];
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^"'|]+|\|/g)) {
    if (part === '|') stages.push('');
    else stages[stages.length - 1] += part;
  }
  if (stages.join('|') !== text) throw new Error(`not cut as it was written: ${text}`);
  return { text, stages };
};

/** The first `count` stages, as they were emitted. */
export const prefix = ({ stages }: Cut, count: number): string => stages.slice(0, count).join('|');

/** Command of a stage; that of the first is `search`. */
export const commandOf = (stage: string, first: boolean): string =>
  first ? 'search' : (/^\s*(\w+)/.exec(stage)?.[1] ?? '');
