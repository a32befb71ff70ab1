/**
 * How long Datadog keeps events: indexes for what is searched, archives in a bucket of the customer's for what must be
 * kept longer, and the bucket's own lifecycle, which alone deletes.
 * @module
 */
import type { JsonObject } from '../pack-files.js';
import type { PackSettings } from '../settings.js';
import { BASE_QUERY } from './pipeline.js';

/** Days in the standard tier, where monitors and dashboards look; the rest of the time is flex. */
const STANDARD_DAYS = 15;
/** Days that flex storage is sold for; what an organisation may choose is in its contract. */
const FLEX_DAYS = [30, 60, 90, 180, 360, 450];

const PHI = '@target.data_classification:"phi"';

/** Events of one retention: a name and the search that finds them. No event is in both. */
interface Kind {
  readonly name: string;
  readonly query: string;
  readonly days: number;
}

const kinds = ({ retentionDays, phiRetentionDays }: PackSettings): readonly Kind[] => [
  { name: 'ai-governance-phi', query: `${BASE_QUERY} ${PHI}`, days: phiRetentionDays },
  { name: 'ai-governance', query: `${BASE_QUERY} -${PHI}`, days: retentionDays },
];

/** The shortest that is no shorter than asked for, or the longest there is: then the archive keeps the rest. */
const flexDays = (days: number): number =>
  FLEX_DAYS.find((offered) => offered >= days) ?? FLEX_DAYS.at(-1) ?? STANDARD_DAYS;

/** Bodies of POST /api/v1/logs/config/indexes. A log goes to the first index whose filter it meets. */
export const indexes = (settings: PackSettings): readonly JsonObject[] =>
  kinds(settings).map(({ name, query, days }) => ({
    name,
    filter: { query },
    num_retention_days: STANDARD_DAYS,
    num_flex_logs_retention_days: flexDays(days),
  }));

/** Bodies of POST /api/v2/logs/config/archives; bucket, account and role are the customer's. */
export const archives = (settings: PackSettings): readonly JsonObject[] =>
  kinds(settings).map(({ name, query }) => ({
    data: {
      type: 'archives',
      attributes: {
        name,
        query,
        include_tags: true,
        rehydration_tags: ['rehydrated:ai-governance'],
        destination: {
          type: 's3',
          bucket: 'BUCKET',
          path: `/${name}`,
          integration: { account_id: 'ACCOUNT', role_name: 'ROLE' },
        },
      },
    },
  }));

/** The bucket's lifecycle, as `aws s3api put-bucket-lifecycle-configuration` takes it. */
export const lifecycle = (settings: PackSettings): JsonObject => ({
  Rules: kinds(settings).map(({ name, days }) => ({
    ID: name,
    // With the slash: one name begins with the other.
    Filter: { Prefix: `${name}/` },
    Status: 'Enabled',
    Expiration: { Days: days },
  })),
});

/** The same for Terraform: variables, and resources that stand only where they are asked for. */
export const retentionResources = (
  settings: PackSettings,
): { readonly variable: JsonObject; readonly resource: JsonObject } => {
  const all = kinds(settings);
  const text = (description: string): JsonObject => ({ type: 'string', default: '', description });
  return {
    variable: {
      manage_indexes: {
        type: 'bool',
        default: false,
        description: 'Whether Terraform makes the two indexes; put them before an index that takes everything',
      },
      archive_bucket: text('S3 bucket of the archives; empty: no archives'),
      archive_account_id: text("AWS account of Datadog's integration that writes the archives"),
      archive_role_name: text('Role of that integration'),
    },
    resource: {
      datadog_logs_index: Object.fromEntries(
        all.map(({ name, query, days }) => [
          name.replaceAll('-', '_'),
          {
            count: '${var.manage_indexes ? 1 : 0}',
            name,
            filter: [{ query }],
            retention_days: STANDARD_DAYS,
            flex_retention_days: flexDays(days),
            disable_daily_limit: true,
          },
        ]),
      ),
      datadog_logs_archive: Object.fromEntries(
        all.map(({ name, query }) => [
          name.replaceAll('-', '_'),
          {
            count: '${var.archive_bucket == "" ? 0 : 1}',
            name,
            query,
            include_tags: true,
            s3_archive: [
              {
                bucket: '${var.archive_bucket}',
                path: `/${name}`,
                account_id: '${var.archive_account_id}',
                role_name: '${var.archive_role_name}',
              },
            ],
          },
        ]),
      ),
    },
  };
};
