/**
 * A LogRecordProcessor that records governance events in the trail.
 * @module
 */
import { createEntrance, type Entrance, type EntranceOptions } from './entrance.js';
import type { GovernanceEmitter } from './governance.js';
import { isOurs, type IncomingRecord } from './incoming-record.js';

/**
 * Takes the records of our scope as they are emitted, validates and appends them; records of other scopes are not
 * touched. A record that is refused reaches `onError` and the counter, never the caller of `emit`.
 * Works with every line of the SDK.
 * @example
 * const provider = new LoggerProvider({ processors: [new GovernanceLogProcessor({ dir: '.agent-siem' })] });
 * provider.getLogger(SCOPE_NAME).emit({ eventName: 'auth.failure', body: { identity: { user_id: 'usr_1' } } });
 */
export class GovernanceLogProcessor {
  readonly #entrance: Entrance;
  #refused = 0;
  #failure: { readonly error: unknown } | undefined;

  /** @throws AgentSiemError when the trail cannot be opened. */
  constructor(options: EntranceOptions = {}) {
    this.#entrance = createEntrance(options);
  }

  get governance(): GovernanceEmitter {
    return this.#entrance.governance;
  }

  /** Records that are not in the trail. */
  get refused(): number {
    return this.#refused;
  }

  onEmit(record: IncomingRecord): void {
    if (!isOurs(record)) return;
    try {
      this.#entrance.take(record, true).catch((error: unknown) => {
        this.#report(error);
      });
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    this.#refused += 1;
    const code = (error as { code?: unknown } | undefined)?.code;
    // An invalid event is its author's business; one that could not be written is the flush's too.
    if (typeof code !== 'string' || code.startsWith('trail.')) this.#failure = { error };
    try {
      this.#entrance.onError(error);
    } catch {
      // A handler that throws must not reach the application through a log call.
    }
  }

  /** Resolves when everything is durable and, with a delivery, acknowledged. */
  async forceFlush(): Promise<void> {
    await this.#entrance.governance.flush();
    // Refusals of this turn are counted before the answer is given.
    await Promise.resolve();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  async shutdown(): Promise<void> {
    await this.#entrance.release();
  }
}
