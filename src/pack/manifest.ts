/**
 * manifest.json: what is in a pack, with a checksum for each file and a version for each rule.
 * @module
 */
import { createHash } from 'node:crypto';
import { SCHEMA_VERSION } from '../event/index.js';
import type { TargetName, Unsupported } from '../targets/target.js';
import type { NativeForm } from './native-forms.js';
import type { Throttle } from './throttle.js';
import type { Fixed, Tunable } from './tunables.js';
import { jsonText, type Json, type PackFiles } from './pack-files.js';

/** What a rule needs and how it behaves in one SIEM. */
export interface RuleInTarget {
  /** `accepted`: inexact as the rule accepts it; `declared`: a native learned form; `none`: not in this SIEM's pack. */
  readonly form: 'exact' | 'accepted' | 'declared' | 'none';
  /** What the SIEM cannot say exactly, as the rule accepts it. */
  readonly accepted: readonly Unsupported[];
  /** Why there is no form. */
  readonly missing?: readonly Unsupported[];
  /** The SIEM's own learned forms beside it. */
  readonly native?: readonly NativeForm[];
  /** Set in the SIEM after the import; an upgrade leaves the values alone. */
  readonly tunable: readonly Tunable[];
  /** What takes a new build, and why. */
  readonly fixed: readonly Fixed[];
  /** Silence after an alert, where the SIEM has one for each rule. */
  readonly throttle?: Throttle;
  readonly minimumVersion: string;
  readonly licence: string;
  readonly permissions: readonly string[];
  /** Vendor caps that apply, in words. */
  readonly caps: readonly string[];
  /** Longest time from event to alert when everything runs on time, seconds. */
  readonly detectionLatencySeconds: number;
}

/** One rule of the pack. */
export interface ManifestRule {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly level: string;
  readonly priority?: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly compliance: readonly string[];
  readonly sources: readonly string[];
  readonly targets: Readonly<Partial<Record<TargetName, RuleInTarget>>>;
}

/** The manifest as read back. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly generated_by: string;
  /** Range of event schema versions the pack reads. */
  readonly schema: { readonly written: string; readonly range: string };
  readonly settings: Json;
  readonly rules: readonly ManifestRule[];
  readonly dashboards: readonly { readonly id: string; readonly version: string; readonly panels: readonly string[] }[];
  readonly notes: readonly string[];
  /** The engine suites' report inside the pack, or null when they have not written one. */
  readonly conformance: string | null;
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

/** Name of the manifest inside a pack. */
export const MANIFEST_FILE = 'manifest.json';
/** Written by the engine suites only; included when present. */
export const CONFORMANCE_FILE = 'conformance.json';

/** SHA-256 of a text's UTF-8 bytes, hex. */
export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** What the caller knows; files and schema are added here. */
export type ManifestFacts = Pick<Manifest, 'version' | 'settings' | 'rules' | 'dashboards' | 'notes'>;

/** Text of manifest.json for these files. */
export const manifestText = (facts: ManifestFacts, files: PackFiles): string => {
  const manifest: Manifest = {
    name: 'agent-siem pack',
    version: facts.version,
    generated_by: 'agent-siem pack build: do not edit these files, change rules/, dashboards/ or the configuration',
    schema: { written: SCHEMA_VERSION, range: `>=1.0.0 <${String(Number(SCHEMA_VERSION.split('.')[0]) + 1)}.0.0` },
    settings: facts.settings,
    rules: facts.rules,
    dashboards: facts.dashboards,
    notes: facts.notes,
    conformance: files.has(CONFORMANCE_FILE) ? CONFORMANCE_FILE : null,
    files: Object.fromEntries(
      [...files].map(([path, text]) => [path, { sha256: sha256(text), bytes: Buffer.byteLength(text) }]),
    ),
  };
  return jsonText(manifest as unknown as Json);
};
