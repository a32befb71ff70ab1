/**
 * INSTALL.md of each SIEM inside the pack: the shortest way from nothing to the first alert.
 * @module
 */
import type { TargetName } from '../../targets/target.js';
import type { ManifestRule } from '../manifest.js';
import type { NativeForm } from '../native-forms.js';
import type { PackSettings } from '../settings.js';
import { THROTTLES, type Throttle } from '../throttle.js';
import { datadogInstall } from './datadog.js';
import { elasticInstall } from './elastic.js';
import type { InstallParts } from './parts.js';
import { sentinelInstall } from './sentinel.js';
import { splunkInstall } from './splunk.js';

const PARTS: Readonly<Record<TargetName, InstallParts>> = {
  splunk: splunkInstall,
  elastic: elasticInstall,
  sentinel: sentinelInstall,
  datadog: datadogInstall,
};

/** Shell that makes the test event: an id of its own and the time of now, so that it can be sent again. */
const SMOKE = `EVENT='{"event_id":"evt_01JR9X5K7M3N2P4Q'$(date +%s)'","event_type":"tool_call.blocked","timestamp":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'","schema_version":"1.3.0","identity":{"user_id":"usr_smoke","email":"smoke@example.com"},"agent":{"agent_id":"agt_smoke","session_id":"ses_smoke"},"governance":{"result":"blocked","matched_rule":"smoke_test","decided_by":"policy"},"tool_call":{"tool_name":"smoke"}}'`;

/** The SIEM's own anomaly detection, where it stands and what it needs. */
const learnedSection = (target: TargetName, forms: readonly (readonly [string, readonly NativeForm[]])[]): string => {
  const rows = forms.flatMap(([id, native]) =>
    native.map(({ name, file, needs }) => `| ${id} | ${name} | ${file} | ${needs} |`),
  );
  if (rows.length === 0) return '';
  return `
## ${PARTS[target].title}'s own anomaly detection

${PARTS[target].learned} Declared: our tests do not execute them.

| rule | form | file | needs |
|---|---|---|---|
${rows.join('\n')}
${PARTS[target].rollup ?? ''}`;
};

const throttleText = (throttle: Throttle | undefined): string => {
  if (throttle === undefined) return '';
  return `${throttle.seconds} s${throttle.follows === undefined ? '' : `, follows ${throttle.follows}`}`;
};

/** Text of TARGET/INSTALL.md. */
export const installText = (target: TargetName, settings: PackSettings, rules: readonly ManifestRule[]): string => {
  const present = rules.flatMap((rule) => {
    const facts = rule.targets[target];
    return facts === undefined ? [] : [{ rule, facts }];
  });
  const rows = present
    .filter(({ facts }) => facts.form !== 'none')
    .map(
      ({ rule, facts }) =>
        `| ${rule.id} | ${rule.priority ?? ''} | ${rule.level} | ${facts.form} | ${facts.detectionLatencySeconds} s | ${throttleText(facts.throttle)} |`,
    );
  const absent = present
    .filter(({ facts }) => facts.form === 'none')
    .map(({ rule, facts }) => `- ${rule.id}: ${(facts.missing ?? []).map(({ reason }) => reason).join('; ')}`);
  const [first] = present;
  return `# ${PARTS[target].title}

Needs: ${first?.facts.minimumVersion ?? ''}. Licence: ${first?.facts.licence ?? ''}. Rights: ${first?.facts.permissions.join('; ') ?? ''}.

${PARTS[target].steps(settings)}

Test event, past every collector:

\`\`\`sh
${SMOKE}
${PARTS[target].send}
\`\`\`

It raises p1_policy_blocked_tool_call for agt_smoke and, when the scope table has rows, unregistered_agent.

## After tuning

${THROTTLES[target]}

The description in an alert's text names the values that the rule was built with.

## Rules

Latency is the longest time from event to alert when everything runs on time. *accepted*: not exact, as the rule says; *declared*: ${PARTS[target].title}'s own learned form, not executed by our tests.

| rule | priority | severity | form | latency | throttle |
|---|---|---|---|---|---|
${rows.join('\n')}
${learnedSection(
  target,
  present.map(({ facts, rule }) => [rule.id, facts.native ?? []] as const),
)}${absent.length === 0 ? '' : `\nNot here:\n\n${absent.join('\n')}\n`}`;
};
