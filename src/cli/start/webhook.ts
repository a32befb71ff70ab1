/**
 * Alerts to a webhook: one POST per alert, retried, in order.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../../evaluate/alert.js';
import { AgentSiemError } from '../../error.js';

const MAX_QUEUED = 10_000;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Posts alerts; `close` waits a while for what is queued and says how many it could not deliver. */
export interface Webhook {
  send(alert: Alert): void;
  /** Resolves with the number of alerts that were not accepted within `graceMs`. */
  close(graceMs: number): Promise<number>;
}

/** Checks the address given with --webhook. */
const parseAddress = (address: string): URL => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new AgentSiemError('not an http or https address', {
    code: 'start.webhook',
    field: '--webhook',
    mend: 'Write it as https://host/path.',
  });
};

/**
 * Opens a webhook. Each alert is a JSON body with its `alert_key` as `Idempotency-Key`, so that a receiver can drop
 * repeats. Answers other than 2xx are retried with growing, jittered waits; the queue is bounded and an overflow is
 * reported through `onProblem`, once per outage.
 */
export const openWebhook = (address: string, onProblem: (message: string) => void): Webhook => {
  const url = parseAddress(address);
  const queue: Alert[] = [];
  const stop = new AbortController();
  let dropped = 0;
  let running: Promise<void> | undefined;
  let reported = false;

  const post = async (alert: Alert): Promise<boolean> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': encodeURIComponent(alert.alert_key.toWellFormed()),
        },
        body: JSON.stringify(alert),
        redirect: 'error',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Whatever went wrong, the alert stays queued and is tried again.
      return false;
    }
  };

  const drain = async (): Promise<void> => {
    let wait = FIRST_WAIT_MS;
    for (let alert = queue[0]; alert !== undefined && !stop.signal.aborted; alert = queue[0]) {
      if (await post(alert)) {
        queue.shift();
        wait = FIRST_WAIT_MS;
        reported = false;
        continue;
      }
      if (!reported) onProblem(`webhook ${url.host} does not accept alerts; retrying`);
      reported = true;
      await sleep(wait * (0.5 + Math.random()), undefined, { signal: stop.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, MAX_WAIT_MS);
    }
    running = undefined;
  };

  return {
    send: (alert) => {
      if (queue.length >= MAX_QUEUED) {
        dropped += 1;
        if (dropped === 1) onProblem(`webhook queue is full (${MAX_QUEUED}); further alerts go to the terminal only`);
        return;
      }
      queue.push(alert);
      running ??= drain();
    },
    close: async (graceMs) => {
      const timer = setTimeout(() => {
        stop.abort();
      }, graceMs);
      await running;
      clearTimeout(timer);
      return queue.length + dropped;
    },
  };
};
