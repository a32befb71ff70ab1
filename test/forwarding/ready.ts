const MAX_SECONDS = 90;

/** What is waited on: whether it runs, and what it said last. */
export interface Watched {
  isRunning(): boolean;
  log(): string;
}

/** Asks again until the answer is yes. Fails with what was waited for when time is over or the process is gone. */
export const ready = async (
  what: string,
  asked: () => boolean | Promise<boolean>,
  watched?: Watched,
): Promise<void> => {
  const end = Date.now() + MAX_SECONDS * 1000;
  while (Date.now() < end && watched?.isRunning() !== false) {
    if (await asked()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain until ${what}\n${watched?.log() ?? ''}`);
};
