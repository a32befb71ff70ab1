/**
 * Rules of two packs compared.
 * @module
 */
import type { Manifest, ManifestRule } from '../manifest.js';
import type { Throttle } from '../throttle.js';

/** Rules by id. */
export const byId = (rules: readonly ManifestRule[]): ReadonlyMap<string, ManifestRule> =>
  new Map(rules.map((rule) => [rule.id, rule]));

/** Rule as a reader knows it. */
export const ruleName = (rule: ManifestRule): string =>
  `${rule.priority === undefined ? '' : `${rule.priority} `}${rule.id} (${rule.title})`;

const silence = (throttle: Throttle | undefined): string =>
  throttle === undefined ? 'none' : `${String(throttle.seconds)} s by ${throttle.by}`;

/** What changed of one rule, as the manifest says it; empty when nothing did. */
export const ruleChanges = (before: ManifestRule, after: ManifestRule): readonly string[] => {
  const lines: string[] = [];
  if (before.version !== after.version)
    lines.push(`rule ${ruleName(after)}: version ${before.version} is now ${after.version}`);
  if (before.title !== after.title) lines.push(`rule ${after.id}: title "${before.title}" is now "${after.title}"`);
  if (before.level !== after.level)
    lines.push(`rule ${ruleName(after)}: severity ${before.level} is now ${after.level}`);
  if (before.priority !== after.priority) {
    lines.push(`rule ${ruleName(after)}: priority ${before.priority ?? 'none'} is now ${after.priority ?? 'none'}`);
  }
  for (const key of new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])) {
    const [old, now] = [before.parameters[key], after.parameters[key]];
    if (old === now) continue;
    if (old === undefined) lines.push(`rule ${ruleName(after)}: new parameter ${key} = ${String(now)}`);
    else if (now === undefined) lines.push(`rule ${ruleName(after)}: parameter ${key} is gone`);
    else lines.push(`rule ${ruleName(after)}: ${key} ${String(old)} is now ${String(now)}`);
  }
  for (const target of ['splunk', 'elastic', 'sentinel', 'datadog'] as const) {
    const [old, now] = [before.targets[target]?.form ?? 'none', after.targets[target]?.form ?? 'none'];
    if (old !== now) lines.push(`rule ${ruleName(after)} in ${target}: ${old} is now ${now}`);
    const [quiet, quietNow] = [before, after].map(({ targets }) => silence(targets[target]?.throttle));
    if (old === now && quiet !== quietNow)
      lines.push(
        `rule ${ruleName(after)} in ${target}: keeps quiet after an alert ${String(quietNow)}, not ${String(quiet)}`,
      );
  }
  return lines;
};

/** New rules, rules that are gone, rules that changed. */
export const ruleLines = (before: Manifest, after: Manifest): readonly string[] => {
  const [old, now] = [byId(before.rules), byId(after.rules)];
  return [
    ...[...now.values()].filter(({ id }) => !old.has(id)).map((rule) => `new rule ${ruleName(rule)}, ${rule.level}`),
    ...[...old.values()]
      .filter(({ id }) => !now.has(id))
      .map((rule) => `rule ${ruleName(rule)} is gone: its alerts stop`),
    ...[...now.values()].flatMap((rule) => {
      const earlier = old.get(rule.id);
      return earlier === undefined ? [] : ruleChanges(earlier, rule);
    }),
  ];
};
