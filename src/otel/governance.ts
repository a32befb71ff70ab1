/**
 * What an application emits its events through.
 * @module
 */
import { createLineWriter } from '../event/index.js';
import { createCleanValue, createEventScan, createSecretScanner, type SecretScanner } from '../secrets/index.js';
import { defaultDataDir, openTrail, type Trail, type TrailEntry, type TrailOptions } from '../trail/index.js';
import { eventMethods, type EventMethods } from './emitter.js';
import type { Governance, OnAuditFailure } from './governance-port.js';
import type { EventDefaults, RawDraft } from './draft-envelope.js';
import { prepareEvent, type Prepared } from './prepare-event.js';
import { quarantine } from './quarantine.js';
import { sourceFromEnvironment } from './resource-environment.js';

/** What carries the trail to a SIEM; `flush` rejects with what is missing. */
export interface TrailDelivery {
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** How to emit. */
export interface GovernanceOptions extends Omit<TrailOptions, 'dir' | 'key'> {
  /** Data folder, default `AGENT_SIEM_DATA` or `.agent-siem`. */
  readonly dir?: string;
  /** An open trail instead of a folder; it stays open at shutdown. */
  readonly trail?: Trail;
  /** Key of the trail's chain. */
  readonly trailKey?: string | Uint8Array;
  /** Values every event gets unless its draft says otherwise: source (default from OTEL_* variables), identity, agent. */
  readonly defaults?: EventDefaults;
  /** Key of the parameters' hashes: without it a hash can be matched against guessed parameters. */
  readonly parameterKey?: string | Uint8Array;
  /** Key of secrets' fingerprints: with it they compare across processes. */
  readonly fingerprintKey?: string | Uint8Array;
  readonly scanner?: SecretScanner;
  /** Whether a tool call proceeds when its event cannot be recorded, default `block`. */
  readonly onAuditFailure?: OnAuditFailure;
  /** Starts the delivery of the trail, for example `otlpDelivery()`. */
  readonly deliver?: (trail: Trail, onError: (error: unknown) => void) => TrailDelivery;
  /** Told of trouble that no caller hears of otherwise; default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/** Emits governance events into a trail. */
export interface GovernanceEmitter extends Governance, EventMethods {
  readonly trail: Trail;
  emit(draft: RawDraft): Promise<TrailEntry>;
  /** The same trail with further defaults, such as the agent and identity of one session. */
  with(defaults: EventDefaults): GovernanceEmitter;
  /** The synchronous half of `emit`: redacts and validates, appends nothing. */
  prepare(draft: RawDraft, defaults?: EventDefaults): Prepared;
  /** The other half: appends what was prepared, quarantines what was refused. */
  commit(prepared: Prepared): Promise<TrailEntry>;
  readonly onError: (error: unknown) => void;
}

const warn = (error: unknown): void => {
  process.emitWarning(error instanceof Error ? error.message : String(error), { code: 'AGENT_SIEM' });
};

const mergeGroup = <T extends object>(base: T | undefined, over: T | undefined): T | undefined =>
  base === undefined ? over : over === undefined ? base : { ...base, ...over };

const mergeDefaults = (base: EventDefaults, over: EventDefaults): EventDefaults => {
  const source = mergeGroup(base.source, over.source);
  const identity = mergeGroup(base.identity, over.identity);
  const agent = mergeGroup(base.agent, over.agent);
  return {
    ...(source === undefined ? {} : { source }),
    ...(identity === undefined ? {} : { identity }),
    ...(agent === undefined ? {} : { agent }),
  };
};

/**
 * Emits governance events. Every event is redacted, validated, chained and durable before its promise resolves;
 * a secret found in it, or in the parameters, raises a secret.detected event of its own.
 * @throws AgentSiemError when the trail cannot be opened.
 * @example
 * const governance = createGovernance({ defaults: { agent: { agent_id: 'agt_review', session_id: 'ses_1' } } });
 * await governance.toolCallRequested({ tool_call: { tool_name: 'db.query' }, parameters: { sql: 'select 1' } });
 */
export const createGovernance = (options: GovernanceOptions = {}): GovernanceEmitter => {
  const { dir, trail: given, trailKey, durability, maxSegmentBytes, maxSegmentMs, retention, group } = options;
  const trail =
    given ??
    openTrail({
      dir: dir ?? defaultDataDir(),
      ...(trailKey === undefined ? {} : { key: trailKey }),
      ...(durability === undefined ? {} : { durability }),
      ...(maxSegmentBytes === undefined ? {} : { maxSegmentBytes }),
      ...(maxSegmentMs === undefined ? {} : { maxSegmentMs }),
      ...(retention === undefined ? {} : { retention }),
      ...(group === undefined ? {} : { group }),
      ...(options.onError === undefined ? {} : { onError: options.onError }),
    });
  const { fingerprintKey, parameterKey, onError = warn, onAuditFailure = 'block' } = options;
  const scanner = options.scanner ?? createSecretScanner(fingerprintKey === undefined ? {} : { fingerprintKey });
  const preparing = {
    scanner,
    scanEvent: createEventScan(scanner),
    writeLine: createLineWriter(createCleanValue(scanner)),
    parameterKey,
  };
  const startDelivery = (): TrailDelivery | undefined => {
    try {
      return options.deliver?.(trail, onError);
    } catch (error) {
      // Nobody else could let go of the trail.
      if (given === undefined) trail.close().catch(onError);
      throw error;
    }
  };
  const delivery = startDelivery();
  let stopped: Promise<void> | undefined;

  const refuse = ({ redacted }: Prepared, error: unknown): void => {
    try {
      quarantine(trail.layout.quarantine, redacted, error);
    } catch (second) {
      onError(second);
    }
  };

  const commitWithAlarms = async (prepared: Prepared): Promise<TrailEntry> => {
    const { outcome, detected } = prepared;
    // All are appended before any is awaited: neither the event nor its secrets wait for the other's fate.
    const main = outcome.ok ? trail.append(outcome.event) : undefined;
    const alarms = Promise.all(detected.map((event) => trail.append(event)));
    if (!outcome.ok) {
      refuse(prepared, outcome.error);
      alarms.catch(onError);
      await alarms.catch(() => undefined);
      throw outcome.error;
    }
    const [entry] = await Promise.all([main, alarms]);
    return entry as TrailEntry;
  };

  const commit = (prepared: Prepared): Promise<TrailEntry> =>
    prepared.outcome.ok && prepared.detected.length === 0
      ? trail.append(prepared.outcome.event)
      : commitWithAlarms(prepared);

  const flush = async (): Promise<void> => {
    await trail.flush();
    await delivery?.flush();
  };

  const stop = async (): Promise<void> => {
    try {
      await flush();
    } finally {
      try {
        await delivery?.close();
      } finally {
        if (given === undefined) await trail.close();
      }
    }
  };

  const emitterWith = (defaults: EventDefaults): GovernanceEmitter => {
    const prepare = (draft: RawDraft, more?: EventDefaults): Prepared =>
      prepareEvent(draft, more === undefined ? defaults : mergeDefaults(more, defaults), preparing);
    const emit = (draft: RawDraft): Promise<TrailEntry> => commit(prepare(draft));
    return {
      ...eventMethods(emit),
      trail,
      onAuditFailure,
      onError,
      emit,
      prepare,
      commit,
      with: (more) => emitterWith(mergeDefaults(defaults, more)),
      flush,
      shutdown: () => (stopped ??= stop()),
    };
  };
  return emitterWith(mergeDefaults({ source: sourceFromEnvironment() }, options.defaults ?? {}));
};
