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
  ) => `1. Make the space \`ai-governance\` in Kibana and open *Security, Alerts* in it once, which makes its alert index. Make a key with what \`loader_api_key\` of \`roles.json\` lists: \`POST /_security/api_key\` with that object. (A superuser's key needs neither: \`load.sh\` makes the space.)
2. \`ELASTIC_URL=... KIBANA_URL=... ELASTIC_API_KEY=... sh load.sh --dry-run\` shows every request; without \`--dry-run\` it sends them: lifecycle, templates, ingest pipeline, lookup index, space, dashboards, exception lists, rules. ELASTIC_API_KEY is the \`encoded\` of the answer that made the key. Events are kept ${settings.retentionDays} days, ${settings.phiRetentionDays} where they touched protected health information. Run it again as often as you like.
3. \`sh load.sh --scope FILE.csv\` fills the lookup index agent_scope: first line \`agent_id,kind,value\`, kind one of tool, server, department, data_class, \`*\` allows all.
4. \`POST /_security/api_key\` with \`writer_api_key\` of \`roles.json\` makes the sender's key, \`PUT KIBANA/api/security/role/ai-governance-analyst\` with \`analyst_role\` the analysts' role.
5. Send the test event below. Rules come switched off; \`--enable\` or Kibana switches them on, after the lookup has rows. A rule goes on running with the key of whoever switched it on: after \`--enable\` keep the loader's key, or switch the rules off and on in Kibana as a user before you revoke it.
6. Tune with \`--values FILE\` (values.env shows every parameter) and with the exception lists. An upgrade leaves both alone.
7. Alert suppression needs Platinum. On Basic each event of P1, P2 and P4 is an alert, and a rule that aggregates raises its alert again in every run as long as its window holds.`,
  send: `curl "$ELASTIC_URL/logs-ai_governance-default/_doc" -H 'Authorization: ApiKey WRITER_KEY' \\
  -H 'Content-Type: application/json' -d "$EVENT"`,
  learned: `\`sh load.sh --learned\` adds jobs, datafeeds and rules (Platinum). A job counts copies of an event; the portable rule does not.`,
  rollup: `
## Rollup

\`sh load.sh --rollup\` adds transforms that keep counts and sums of the volume and cost rules by hour, and the same rules over them, with the same firings. They remove copies and take in what comes late. Switch the *(rollup)* rules on, and the direct ones off, when reading the whole history every hour takes too long. From about 200,000 events in the seven days on: there the direct query of P3 took 14 times as long as the rollup in one run on Elasticsearch (5 times at 50,000; \`bench/rollup.mjs\`), and it grows with the events. Amounts are exact with at most six decimals.
`,
};
