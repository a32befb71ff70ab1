/**
 * Waiting that can be cut short.
 * @module
 */

export interface WakeableSleep {
  /** Resolves after the time, or at once when woken. Does not keep the process alive. */
  sleep(ms: number): Promise<void>;
  wake(): void;
}

export const createSleep = (): WakeableSleep => {
  let end: (() => void) | undefined;
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          end = undefined;
          resolve();
        };
        const timer = setTimeout(finish, ms).unref();
        end = finish;
      }),
    wake: () => end?.(),
  };
};
