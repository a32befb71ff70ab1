/**
 * What INSTALL.md says for Elastic alone.
 * @module
 */
import type { InstallParts } from './parts.js';

/** Steps, sending of the test event, learned form, rollup. */
export const elasticInstall: InstallParts = {
  title: 'Elastic',
  steps: (
    settings,
  ) => `1. \`ELASTIC_URL=... KIBANA_URL=... ELASTIC_API_KEY=... sh load.sh --dry-run\` shows every request; without \`--dry-run\` it sends them: lifecycle, templates, ingest pipeline, lookup index, space, dashboards, exception lists, rules. Events are kept ${settings.retentionDays} days, ${settings.phiRetentionDays} where they touched protected health information.
2. \`sh load.sh --scope FILE.csv\` fills the lookup index agent_scope (agent_id,kind,value).
3. \`roles.json\` holds a role for analysts and the body of an API key for what writes.
4. Send the test event below. Rules come switched off; \`--enable\` or Kibana switches them on, after the lookup has rows.
5. Tune with \`--values FILE\` (values.env shows every parameter) and with the exception lists. An upgrade leaves both alone.
6. Alert suppression needs Platinum. On Basic a rule that aggregates raises its alert again in every run as long as its window holds.`,
  send: `curl "$ELASTIC_URL/logs-ai_governance-default/_doc" -H 'Authorization: ApiKey WRITER_KEY' \\
  -H 'Content-Type: application/json' -d "$EVENT"`,
  learned: `\`sh load.sh --learned\` adds jobs, datafeeds and rules (Platinum). A job counts copies of an event; the portable rule does not.`,
  rollup: `
## Rollup

\`sh load.sh --rollup\` adds transforms that keep counts and sums of the volume and cost rules by hour, and the same rules over them, with the same firings. They remove copies and take in what comes late. Switch the *(rollup)* rules on, and the direct ones off, when reading the whole history every hour takes too long. From about 200,000 events in the seven days on: there the direct query of P3 took 14 times as long as the rollup in one run on Elasticsearch (5 times at 50,000; \`bench/rollup.mjs\`), and it grows with the events. Amounts are exact with at most six decimals.
`,
};
