/**
 * How long a SIEM keeps quiet about a group after an alert, and what becomes of that when a window is tuned.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import { queryParameters } from '../targets/parameters.js';
import { isPerEvent } from '../targets/schedule.js';
import { savedSearchFor } from '../targets/splunk/index.js';
import type { TargetName } from '../targets/target.js';

/** Silence after an alert. */
export interface Throttle {
  readonly seconds: number;
  /** Field of the result: alerts with the same value are one. */
  readonly by: string;
  /** The parameter that it follows when a customer sets it; undefined: it stays as built. */
  readonly follows?: string;
}

/** What INSTALL.md says of them. */
export const THROTTLES: Readonly<Record<TargetName, string>> = {
  splunk:
    'A search keeps quiet about a group for as long as the table says: one alert stands for all that the group did meanwhile, so read the events of the group around it. That is a setting of the search, not a macro: a window that you lengthen is seen by more runs than its throttle covers, and the same group alerts again. Set `alert.suppress.period` of the search in `local/savedsearches.conf` to the new window; after a shortened window it is only longer than it need be.',
  elastic:
    'Alert suppression folds what a group does into its first alert for as long as the table says, and counts it there. Where it follows a parameter, `load.sh --values` sets both; the others stay. Needs Platinum.',
  sentinel:
    'There is none to tune: a run makes one alert a result, and alerts of the same group within five hours are one incident. A window that is tuned stays within that; only that of late_events can be set longer, to six hours.',
  datadog:
    'A monitor alerts once when a group crosses its threshold and recovers when it falls below: the window itself is the throttle, and a tuned window tunes both. Cloud SIEM rules keep their `keepAlive`; set it in Datadog when you change their window.',
};

/** The parameter in whole minutes that is the rule's window, where its throttle is that window. */
const windowParameter = (rule: Rule): string | undefined => {
  if (rule.kind !== 'correlation' || rule.meta.suppressMs !== undefined || isPerEvent(rule)) return undefined;
  return queryParameters(rule).find(({ path, unitMs }) => path === 'correlation.timespan' && unitMs === 60_000)?.name;
};

/** Kibana's own least for a suppression that we write. */
const ELASTIC_LEAST_MS = 5 * 60_000;
/** An event selected by arrival is seen by the runs of a quarter of an hour; silence lasts until none sees it again. */
const PER_EVENT_LEAST_MS = 30 * 60_000;

/** Suppression of Elastic. */
export const elasticThrottle = (rule: Rule): Throttle => {
  const windowMs = rule.kind === 'correlation' ? rule.correlation.timespanMs : 0;
  const least = isPerEvent(rule) ? PER_EVENT_LEAST_MS : ELASTIC_LEAST_MS;
  const milliseconds = Math.max(rule.meta.suppressMs ?? windowMs, least);
  const follows = windowParameter(rule);
  return {
    seconds: Math.ceil(milliseconds / 60_000) * 60,
    by: 'group_key',
    ...(follows === undefined ? {} : { follows }),
  };
};

const splunkThrottle = (rule: Rule): Throttle | undefined => {
  const found = savedSearchFor(rule);
  if (!found.ok) return undefined;
  return { seconds: Number.parseInt(found.search.suppressPeriod, 10), by: found.search.suppressFields.join(',') };
};

/** The throttle of a rule in a SIEM that has one. */
export const throttleOf = (rule: Rule, target: TargetName): Throttle | undefined => {
  if (target === 'splunk') return splunkThrottle(rule);
  return target === 'elastic' ? elasticThrottle(rule) : undefined;
};
