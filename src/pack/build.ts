/**
 * Rules and dashboards to the files of a pack. The same input gives the same bytes.
 * @module
 */
import type { Dashboard } from '../dashboards/model.js';
import type { Rule, RuleTest } from '../rules/ir.js';
import { CHANGELOG_FILE, changelog } from './changelog.js';
import { complianceFiles } from './compliance.js';
import { datadogPack } from './datadog/datadog-pack.js';
import { elasticPack } from './elastic/elastic-pack.js';
import { installText } from './install/install-text.js';
import { CONFORMANCE_FILE, MANIFEST_FILE, manifestText } from './manifest.js';
import { notifyWarnings } from './notify.js';
import { joinFiles, under, type Json, type PackFiles } from './pack-files.js';
import { manifestRule, missingLines } from './rule-facts.js';
import type { PackSettings } from './settings.js';
import { sentinelPack } from './sentinel/sentinel-pack.js';
import { splunkAddon } from './splunk/addon.js';
import { APP_ID, splunkApp } from './splunk/app.js';
import { unsupportedErrors, UnsupportedRules } from './unsupported.js';
import { packVersion } from './version.js';

/** Everything a pack is made from. */
export interface PackInput {
  readonly rules: readonly Rule[];
  /** Tests that stand in the rules. */
  readonly tests: readonly RuleTest[];
  readonly dashboards: readonly Dashboard[];
  readonly settings: PackSettings;
  /** Files of the pack that stands there now; the conformance report and older changelog sections come from it. */
  readonly before: PackFiles;
}

/** A built pack. */
export interface BuiltPack {
  readonly files: PackFiles;
  /** What a person should know before the import. */
  readonly warnings: readonly string[];
}

/**
 * Builds all files in memory.
 * @throws AgentSiemError `pack.unsupported` when a SIEM cannot say a rule and the rule does not accept that
 */
export const buildPack = ({ rules, tests, dashboards, settings, before }: PackInput): BuiltPack => {
  const version = packVersion();
  const conformance = before.get(CONFORMANCE_FILE);
  const manifestRules = rules.map(manifestRule);
  const [refused, ...more] = unsupportedErrors(rules, manifestRules);
  if (refused !== undefined) throw more.length === 0 ? refused : new UnsupportedRules([refused, ...more]);
  const warnings = [...notifyWarnings(settings.notify), ...missingLines(manifestRules)];
  const files = joinFiles(
    under('splunk/TA-agent-siem', splunkAddon(settings, version)),
    under(`splunk/${APP_ID}`, splunkApp(rules, dashboards, settings.notify, version)),
    under('elastic', elasticPack(rules, dashboards, settings)),
    under('datadog', datadogPack(rules, dashboards, settings, tests)),
    under('sentinel', sentinelPack(rules, dashboards, settings, version)),
    new Map(
      (['splunk', 'elastic', 'sentinel', 'datadog'] as const).map((target): [string, string] => [
        `${target}/INSTALL.md`,
        installText(target, settings, manifestRules),
      ]),
    ),
    new Map([[CHANGELOG_FILE, changelog(before.get(CHANGELOG_FILE), version, manifestRules)]]),
    new Map(complianceFiles(manifestRules, settings)),
    new Map(conformance === undefined ? [] : [[CONFORMANCE_FILE, conformance]]),
  );
  const manifest = manifestText(
    {
      version,
      settings: settings as unknown as Json,
      rules: manifestRules,
      dashboards: dashboards.map((dashboard) => ({
        id: dashboard.id,
        version: dashboard.version,
        panels: dashboard.panels.map(({ id }) => id),
      })),
      notes: warnings,
    },
    files,
  );
  return { files: joinFiles(files, new Map([[MANIFEST_FILE, manifest]])), warnings };
};
