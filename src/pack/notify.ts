/**
 * Who hears of an alert: one table for every SIEM.
 * @module
 */
import type { RuleMetadata } from '../rules/ir.js';

/** How a channel is reached. `page` wakes somebody. */
export type ChannelKind = 'page' | 'chat' | 'email' | 'webhook' | 'ticket';

/** One channel, named as each SIEM names it. */
export interface Channel {
  readonly kind: ChannelKind;
  /** Splunk: an e-mail address or the name of an alert action. */
  readonly splunk?: string;
  /** Elastic: id of a Kibana connector, of the type of the kind: PagerDuty, Slack, e-mail, webhook. */
  readonly elastic?: string;
  /** Who gets the mail of an e-mail connector of Elastic: addresses. */
  readonly to?: readonly string[];
  /** Sentinel: resource id of a playbook (logic app). */
  readonly sentinel?: string;
  /** Datadog: a handle such as `@pagerduty-security`. */
  readonly datadog?: string;
}

/** Priority (P1 to P6), else severity, to channels. */
export type Notify = Readonly<Record<string, readonly Channel[]>>;

type Ranked = Pick<RuleMetadata, 'priority' | 'level'>;

/** The row of the table that a rule takes: that of its priority, else that of its severity. */
export const channelKey = ({ priority, level }: Ranked, notify: Notify): string =>
  priority !== undefined && notify[priority] !== undefined ? priority : level;

/** Channels of a rule: those of its priority, else those of its severity. */
export const channelsOf = (meta: Ranked, notify: Notify): readonly Channel[] => notify[channelKey(meta, notify)] ?? [];

/** What the build says about the table: a secret must wake somebody. */
export const notifyWarnings = (notify: Notify): readonly string[] =>
  (notify['P2'] ?? []).some((channel) => channel.kind === 'page')
    ? []
    : [
        'P2 (a secret in a tool call) has no page channel: name one under notify.P2 in the configuration, or add it in the SIEM after the import',
      ];
