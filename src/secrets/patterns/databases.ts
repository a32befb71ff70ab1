/**
 * Databases and connection strings.
 * @module
 */
import { patternsOf } from '../pattern.js';

const database = patternsOf('database');

/** Types of this group, beside the passwords in URLs (url-password.ts). */
export const DATABASES = [
  database(
    'supabase_secret_key',
    'Supabase secret key or access token',
    ['sbp_', 'sb_secret_'],
    /(?:sbp_(?:v0_)?[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{22,48})/,
  ),
  database(
    'planetscale_token',
    'PlanetScale token or password',
    ['pscale_'],
    /pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{32,64}/,
    {
      entropy: 3.5,
    },
  ),
  database('neon_api_key', 'Neon API key', ['napi_'], /napi_[a-z0-9]{60,70}/),
  database('clickhouse_cloud_key', 'ClickHouse Cloud secret key', ['4b1d'], /4b1d[A-Za-z0-9]{38}/, { entropy: 3.7 }),
  database('aiven_token', 'Aiven service password', ['avns_'], /AVNS_[A-Za-z0-9_-]{16,32}/, { entropy: 3.3 }),
  database(
    'mongodb_atlas_token',
    'MongoDB Atlas service account secret',
    ['mdb_sa_sk_'],
    /mdb_sa_sk_[A-Za-z0-9_-]{40}/,
    { entropy: 3.5 },
  ),
] as const;
