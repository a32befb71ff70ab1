/**
 * A LogRecordExporter that records governance events in the trail.
 * @module
 */
import { createEntrance, type Entrance, type EntranceOptions } from './entrance.js';
import type { GovernanceEmitter } from './governance.js';
import { isOurs, type IncomingRecord } from './incoming-record.js';

/** Result codes of both lines of the SDK. */
const SUCCESS = 0;
const FAILED = 1;

/** Result of an export. */
export interface LogExportResult {
  readonly code: typeof SUCCESS | typeof FAILED;
  readonly error?: Error;
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

/**
 * An entrance to the trail for providers that are configured with an exporter: SUCCESS means that every record of our
 * scope is durable. Records of other scopes are none of its business. Behind a batch processor an event is safe only
 * once the batch is exported: GovernanceLogProcessor takes it at once.
 * @example
 * new SimpleLogRecordProcessor({ exporter: new GovernanceLogExporter({ dir: '.agent-siem' }) });
 */
export class GovernanceLogExporter {
  readonly #entrance: Entrance;
  #refused = 0;

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

  export(records: readonly IncomingRecord[], resultCallback: (result: LogExportResult) => void): void {
    void this.#exportAll(records).then(resultCallback);
  }

  async #exportAll(records: readonly IncomingRecord[]): Promise<LogExportResult> {
    const results = await Promise.allSettled(
      records.filter(isOurs).map((record) => {
        try {
          return this.#entrance.take(record, false);
        } catch (error) {
          return Promise.reject(asError(error));
        }
      }),
    );
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [asError(result.reason)] : []));
    this.#refused += errors.length;
    for (const error of errors) this.#entrance.onError(error);
    const [first] = errors;
    return first === undefined ? { code: SUCCESS } : { code: FAILED, error: first };
  }

  async forceFlush(): Promise<void> {
    await this.#entrance.governance.flush();
  }

  async shutdown(): Promise<void> {
    await this.#entrance.release();
  }
}
