/**
 * Control x event x rule x retention, for an auditor: a CSV in the pack and the table of docs/compliance.md.
 * @module
 */
import type { ManifestRule } from './manifest.js';
import type { PackSettings } from './settings.js';

/** One control of a framework. */
interface Control {
  readonly name: string;
  readonly asks: string;
  /** Event types that answer it. */
  readonly events: readonly string[];
  readonly retention: (settings: PackSettings) => string;
}

const general = (settings: PackSettings): string => `${settings.retentionDays} days`;
const health = (settings: PackSettings): string => `${settings.phiRetentionDays} days (six years)`;

/** Controls that the events and rules serve; nothing else is claimed. */
const CONTROLS: readonly Control[] = [
  {
    name: 'SOC 2 CC6.1',
    asks: 'logical access to information is restricted',
    events: ['policy.evaluated', 'tool_call.blocked', 'policy.violation', 'auth.success', 'auth.failure'],
    retention: general,
  },
  {
    name: 'SOC 2 CC7.2',
    asks: 'components are monitored for anomalies',
    events: ['tool_call.*', 'secret.detected', 'secret.blocked', 'model.request_completed', 'cost.*'],
    retention: general,
  },
  {
    name: 'SOC 2 CC7.3',
    asks: 'security events are evaluated',
    events: ['tool_call.blocked', 'policy.violation', 'secret.detected', 'auth.failure'],
    retention: general,
  },
  {
    name: 'ISO 27001 A.8.15',
    asks: 'logs are produced, stored, protected and analysed',
    events: ['every event; the hash chain of integrity protects it'],
    retention: general,
  },
  {
    name: 'ISO 27001 A.8.16',
    asks: 'networks, systems and applications are monitored for anomalous behaviour',
    events: ['tool_call.*', 'session.*', 'auth.*', 'config.*'],
    retention: general,
  },
  {
    name: 'HIPAA 45 CFR 164.312(b)',
    asks: 'activity in systems that hold electronic protected health information is recorded and examined',
    events: ['tool_call.* with target.data_classification phi'],
    retention: health,
  },
];

interface Row {
  readonly control: Control;
  readonly rules: readonly ManifestRule[];
}

const rowsOf = (rules: readonly ManifestRule[]): readonly Row[] =>
  CONTROLS.map((control) => ({ control, rules: rules.filter(({ compliance }) => compliance.includes(control.name)) }));

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csv = (rules: readonly ManifestRule[], settings: PackSettings): string =>
  `control,asks,events,rule,rule_version,severity,retention\n${rowsOf(rules)
    .flatMap(({ control, rules: own }) =>
      own.map((rule) =>
        [
          control.name,
          control.asks,
          control.events.join('; '),
          rule.id,
          rule.version,
          rule.level,
          control.retention(settings),
        ]
          .map(cell)
          .join(','),
      ),
    )
    .join('\n')}\n`;

/** The table of docs/compliance.md. */
export const complianceTable = (rules: readonly ManifestRule[], settings: PackSettings): string =>
  `| control | asks | events | rules | kept |\n|---|---|---|---|---|\n${rowsOf(rules)
    .map(
      ({ control, rules: own }) =>
        `| ${control.name} | ${control.asks} | ${control.events.join(', ')} | ${own.map(({ id }) => id).join(', ')} | ${control.retention(settings)} |\n`,
    )
    .join('')}`;

/** Files of the pack for an auditor. */
export const complianceFiles = (
  rules: readonly ManifestRule[],
  settings: PackSettings,
): readonly (readonly [string, string])[] => [['compliance.csv', csv(rules, settings)]];
