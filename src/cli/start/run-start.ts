/**
 * What start does, in order.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { AgentSiemError } from '../../error.js';
import type { Alert } from '../../evaluate/index.js';
import { createSecretScanner } from '../../secrets/index.js';
import { openTrail } from '../../trail/index.js';
import { dataFolder, serverToken, trailKey } from '../data-folder.js';
import { lookupsFrom, reportUnread } from '../rules/lookups.js';
import { notice, rulesFrom } from '../rules/rule-set.js';
import { alertLines } from './alert-text.js';
import { connectLines } from './connect-lines.js';
import { watchTrail } from './live-alerts.js';
import { openServers } from './open-servers.js';
import type { StartFlags } from './options.js';
import { playStory } from './story/play-story.js';
import { loadStoryPackages } from './story/story-packages.js';
import { storyLines } from './story/tell-story.js';
import { styleFor } from './terminal-style.js';
import { openWebhook } from './webhook.js';

const WEBHOOK_GRACE_MS = 5000;

const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });

const isStoryMissing = (error: unknown): error is AgentSiemError =>
  error instanceof AgentSiemError && error.code === 'start.story-packages';

interface Output {
  /** Lines for people; nothing with --json. */
  readonly tell: (lines: readonly string[]) => void;
  readonly alert: (alert: Alert) => void;
  /** Alerts of the example, which the story has told to people already. */
  readonly storyAlerts: (alerts: readonly Alert[]) => void;
}

const outputFor = (flags: StartFlags, sendAlert: (alert: Alert) => void): Output => {
  const style = styleFor(process.stdout);
  const write = (lines: readonly string[]): void => {
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  };
  return {
    tell: (lines) => {
      if (flags.json !== true) write(lines);
    },
    alert: (alert) => {
      write(flags.json === true ? [JSON.stringify(alert)] : alertLines([alert], style));
      sendAlert(alert);
    },
    storyAlerts: (alerts) => {
      if (flags.json === true) write(alerts.map((alert) => JSON.stringify(alert)));
      alerts.forEach(sendAlert);
    },
  };
};

/** Runs the example session and tells it; the keys of its alerts. Without its packages a receiver goes on without it. */
const tellExample = async (
  flags: StartFlags,
  output: Output,
  options: Parameters<typeof playStory>[0],
): Promise<ReadonlySet<string>> => {
  try {
    const outcome = await playStory(options);
    output.tell(storyLines(outcome, styleFor(process.stdout)));
    output.storyAlerts(outcome.alerts);
    return new Set(outcome.alerts.map((alert) => alert.alert_key));
  } catch (error) {
    if (flags.once === true || !isStoryMissing(error)) throw error;
    notice(`No example session: ${error.describe()}`);
    return new Set();
  }
};

interface DataFolder {
  readonly dir: string;
  /** As people read it. */
  readonly name: string;
  readonly remove: () => Promise<void>;
}

/** The folder of the trail and what to do with it afterwards. */
const openFolder = async (flags: StartFlags): Promise<DataFolder> => {
  if (flags.once !== true || flags.data !== undefined) {
    const dir = dataFolder(flags.data);
    const inside = relative(process.cwd(), dir);
    return { dir, name: inside.startsWith('..') ? dir : inside || '.', remove: () => Promise.resolve() };
  }
  const dir = await mkdtemp(join(tmpdir(), 'agent-siem-once-'));
  return { dir, name: 'a temporary folder', remove: () => rm(dir, { recursive: true, force: true }) };
};

/**
 * Runs start until it is interrupted, or with --once until the example session is told.
 * @throws AgentSiemError for bad options, a taken port, a locked trail, missing packages.
 */
export const runStart = async (flags: StartFlags): Promise<void> => {
  // Without its packages --once has nothing to do: that is said before anything opens.
  if (flags.once === true && flags.story) await loadStoryPackages();
  const rules = rulesFrom(flags.rules ?? [], flags.config);
  const lookups = lookupsFrom(flags.lookup ?? []);
  reportUnread(rules, lookups);
  const webhook = flags.webhook === undefined ? undefined : openWebhook(flags.webhook, notice);
  const output = outputFor(flags, (alert) => webhook?.send(alert));
  const folder = await openFolder(flags);
  const [key, token] = [trailKey(), serverToken()];
  const trail = openTrail({
    dir: folder.dir,
    ...(key === undefined ? {} : { key }),
    ...(flags.group === undefined ? {} : { group: flags.group }),
  });
  try {
    const onError = (error: unknown): void => {
      notice(error instanceof AgentSiemError ? error.describe() : String(error));
    };
    const { servers, notices } = await openServers(
      { trail, scanner: createSecretScanner(), onError, ...(token === undefined ? {} : { token }) },
      { otlpPort: flags.otlpPort, port: flags.port },
    );
    try {
      // Machines read stdout with --json; where to send and what is not received is for whoever started it.
      if (flags.json === true && notices.length > 0)
        [...notices, `Listening: ${servers.otlpUrl}, ${servers.url}`].forEach(notice);
      output.tell([
        ...notices,
        `agent-siem: OTLP/HTTP on ${servers.otlpUrl}, stream and query on ${servers.url}, trail in ${folder.name}`,
        '',
      ]);
      const told = flags.story
        ? await tellExample(flags, output, { trail, otlpUrl: servers.otlpUrl, rules, lookups, key, token })
        : new Set<string>();
      output.tell([
        ...(flags.story ? [''] : []),
        'Point Claude Code here:',
        ...connectLines(servers.otlpUrl, token !== undefined),
      ]);
      if (flags.once === true) return;
      const live = watchTrail({
        trail,
        rules,
        lookups,
        told,
        onAlert: output.alert,
        onProblem: notice,
      });
      output.tell(['Still running; Ctrl-C stops it.']);
      await untilInterrupted();
      await live.close();
      servers.health().forEach(notice);
    } finally {
      await servers.close();
    }
  } finally {
    const undelivered = await webhook?.close(WEBHOOK_GRACE_MS);
    if (undelivered !== undefined && undelivered > 0) notice(`${undelivered} alerts did not reach the webhook`);
    await trail.close();
    await folder.remove();
  }
};
