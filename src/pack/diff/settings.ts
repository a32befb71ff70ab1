/**
 * Retention, channels and dashboards of two packs compared.
 * @module
 */
import type { Manifest } from '../manifest.js';

/** New panels and those that are gone. */
export const dashboardLines = (before: Manifest, after: Manifest): readonly string[] =>
  after.dashboards.flatMap((dashboard) => {
    const earlier = before.dashboards.find(({ id }) => id === dashboard.id);
    if (earlier === undefined) return [`new dashboard ${dashboard.id}`];
    return [
      ...dashboard.panels
        .filter((panel) => !earlier.panels.includes(panel))
        .map((panel) => `dashboard ${dashboard.id}: new panel ${panel}`),
      ...earlier.panels
        .filter((panel) => !dashboard.panels.includes(panel))
        .map((panel) => `dashboard ${dashboard.id}: panel ${panel} is gone`),
    ];
  });

const KEPT = { retentionDays: 'events', phiRetentionDays: 'events that touched protected health information' } as const;

/** Retention and channels. */
export const settingLines = (before: Manifest, after: Manifest): readonly string[] => {
  const [old, now] = [before, after].map(({ settings }) => settings as Readonly<Record<string, unknown>>);
  return [
    ...Object.entries(KEPT).flatMap(([key, what]) =>
      old?.[key] === now?.[key] ? [] : [`${what} are kept ${String(now?.[key])} days instead of ${String(old?.[key])}`],
    ),
    ...(JSON.stringify(old?.['notify']) === JSON.stringify(now?.['notify'])
      ? []
      : ['the channels that alerts go to are others']),
  ];
};
