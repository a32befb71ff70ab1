/**
 * The Splunk add-on for indexers and heavy forwarders: indexes and index-time settings. No token inside.
 * @module
 */
import type { PackFiles } from '../pack-files.js';
import type { PackSettings } from '../settings.js';
import { appConf, METADATA } from './app-conf.js';
import { confText, type Stanza } from './conf.js';

/** Sourcetype of the events. */
export const SOURCETYPE = 'ai:governance:v1';
const SECONDS_PER_DAY = 86_400;

const index = (name: string, days: number): Stanza => ({
  name,
  settings: {
    homePath: `$SPLUNK_DB/${name}/db`,
    coldPath: `$SPLUNK_DB/${name}/colddb`,
    thawedPath: `$SPLUNK_DB/${name}/thaweddb`,
    frozenTimePeriodInSecs: days * SECONDS_PER_DAY,
  },
});

const indexTimeProps: Stanza = {
  name: SOURCETYPE,
  settings: {
    SHOULD_LINEMERGE: 'false',
    LINE_BREAKER: '([\\r\\n]+)',
    TIME_PREFIX: '"timestamp":\\s*"',
    TIME_FORMAT: '%Y-%m-%dT%H:%M:%S.%3NZ',
    TZ: 'UTC',
    MAX_TIMESTAMP_LOOKAHEAD: 32,
    // A back-fill carries old times; the default of 2,000 days would move them to now.
    MAX_DAYS_AGO: 10_950,
    // The schema caps a line at 4,800 bytes.
    TRUNCATE: 10_000,
    CHARSET: 'UTF-8',
    'TRANSFORMS-ai_governance_phi': 'ai_governance_phi_index',
  },
};

const phiRoute: Stanza = {
  name: 'ai_governance_phi_index',
  settings: {
    // Anchored on the target group: free text of another field cannot choose the index.
    REGEX: '"target":\\{(?:"[a-z_]+":"(?:[^"\\\\]|\\\\.)*",)*"data_classification":"phi"',
    DEST_KEY: '_MetaData:Index',
    FORMAT: 'ai_governance_phi',
    LOOKAHEAD: 10_000,
  },
};

/** Files of the add-on folder. */
export const splunkAddon = (config: PackSettings, version: string): PackFiles =>
  new Map([
    [
      'default/app.conf',
      appConf({
        id: 'TA-agent-siem',
        label: 'AI agent governance (add-on)',
        description: 'Indexes and index-time settings for governance events of AI agents.',
        version,
        visible: false,
      }),
    ],
    [
      'default/indexes.conf',
      confText([
        index('ai_governance', config.retentionDays),
        index('ai_governance_phi', config.phiRetentionDays),
        index('ai_governance_summary', config.retentionDays),
      ]),
    ],
    ['default/props.conf', confText([indexTimeProps])],
    ['default/transforms.conf', confText([phiRoute])],
    ['metadata/default.meta', METADATA],
    [
      'README.md',
      '# AI agent governance (add-on)\n\nInstall on indexers and heavy forwarders, before the app. It creates the indexes `ai_governance`, ' +
        '`ai_governance_phi` (events that touched protected health information, six years) and `ai_governance_summary`, and tells Splunk how to break and time ' +
        `events of sourcetype \`${SOURCETYPE}\`. It holds no token: INSTALL.md has the call that makes one.\n`,
    ],
  ]);
