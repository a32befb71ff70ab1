/**
 * Cloud platforms and infrastructure.
 * @module
 */
import { patternsOf } from '../pattern.js';

const cloud = patternsOf('cloud');

/** Types of this group. */
export const CLOUD = [
  cloud(
    'aws_access_key_id',
    'AWS access key id',
    ['akia', 'asia', 'abia', 'acca', 'a3t'],
    /(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}/,
  ),
  cloud(
    'aws_session_token',
    'AWS session token',
    ['fwogzxivyxdz', 'iqojb3jpz2lux2vj'],
    /(?:FwoGZXIvYXdz|IQoJb3JpZ2luX2Vj)[A-Za-z0-9+/]{80,2000}={0,2}/,
  ),
  cloud('aws_bedrock_api_key', 'Amazon Bedrock API key', ['absk'], /ABSK[A-Za-z0-9+/]{109,269}={0,2}/, {
    entropy: 3.5,
  }),
  cloud(
    'aws_mws_token',
    'Amazon MWS authorization token',
    ['amzn.mws.'],
    /amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  ),
  cloud('google_api_key', 'Google API key', ['aiza'], /AIza[A-Za-z0-9_-]{35}/, { entropy: 3.5 }),
  cloud('google_oauth_client_secret', 'Google OAuth client secret', ['gocspx-'], /GOCSPX-[A-Za-z0-9_-]{28}/, {
    entropy: 3.5,
  }),
  cloud('google_oauth_access_token', 'Google OAuth access token', ['ya29.'], /ya29\.[A-Za-z0-9_-]{30,1024}/, {
    entropy: 3.5,
  }),
  cloud('google_oauth_refresh_token', 'Google OAuth refresh token', ['1//0'], /1\/\/0[A-Za-z0-9_-]{60,256}/, {
    entropy: 3.5,
  }),
  cloud(
    'azure_client_secret',
    'Microsoft Entra client secret',
    ['q~'],
    /[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}/,
    { lookback: 4, entropy: 3.5 },
  ),
  cloud(
    'azure_storage_key',
    'Azure storage account key',
    ['accountkey='],
    /AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/i,
    {
      entropy: 4,
    },
  ),
  cloud(
    'azure_service_key',
    'Azure service key with the platform signature',
    ['+ast', 'acdb', 'azfu', 'azse', 'azca', '+acr', '+asb', '+aeh', 'aiot'],
    /(?:[A-Za-z0-9+/]{76}(?:\+ASt|ACDb)[A-Za-z0-9+/]{5,8}={1,2}|[A-Za-z0-9+/_-]{44}AzFu[A-Za-z0-9+/_-]{6,8}={1,2}|[A-Za-z0-9]{42}Az(?:Se|Ca)[A-D][A-Za-z0-9]{5}|[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}|[A-Za-z0-9+/]{33}(?:\+ASb|\+AEh|AIoT)[A-Za-z0-9+/]{5,8}={1,2})/,
    { lookback: [76, 44, 42, 33], entropy: 4 },
  ),
  cloud(
    'azure_sas_signature',
    'Azure shared access signature',
    ['sig='],
    /sig=(?<secret>(?:[A-Za-z0-9]|\+|\/|%2[bf]){43,70}(?:=|%3d))/i,
    { entropy: 3.5 },
  ),
  cloud(
    'azure_shared_access_key',
    'Azure Service Bus or Event Hubs key',
    ['sharedaccesskey='],
    /SharedAccessKey=(?<secret>[A-Za-z0-9+/]{43,88}={0,2})/i,
    {
      entropy: 3.5,
    },
  ),
  cloud('azure_devops_pat', 'Azure DevOps personal access token', ['azdo'], /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/, {
    lookback: 76,
    entropy: 4,
  }),
  cloud('digitalocean_token', 'DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], /do[opr]_v1_[a-f0-9]{64}/),
  cloud('alibaba_access_key_id', 'Alibaba Cloud access key id', ['ltai'], /LTAI[A-Za-z0-9]{12,20}/, { entropy: 3.3 }),
  cloud('tencent_secret_id', 'Tencent Cloud secret id', ['akid'], /AKID[A-Za-z0-9]{32}/, { entropy: 3.5 }),
  cloud('yandex_api_key', 'Yandex Cloud API key', ['aqvn'], /AQVN[A-Za-z0-9_-]{35,38}/, { entropy: 3.5 }),
  cloud('cloudflare_origin_ca_key', 'Cloudflare origin CA key', ['v1.0-'], /v1\.0-[a-f0-9]{24}-[a-f0-9]{146}/),
  cloud('heroku_api_key', 'Heroku API key', ['hrku-aa'], /HRKU-AA[A-Za-z0-9_-]{58}/, { entropy: 3.5 }),
  cloud(
    'fly_access_token',
    'Fly.io access token',
    ['fm1', 'fm2_', 'fo1_'],
    /(?:fm(?:2|1[ar]?)_[A-Za-z0-9+/]{60,1024}={0,2}|fo1_[A-Za-z0-9_-]{43})/,
    {
      entropy: 3.5,
    },
  ),
  cloud('netlify_token', 'Netlify personal access token', ['nfp_'], /nfp_[A-Za-z0-9_]{36}/, { entropy: 3.5 }),
  cloud('vercel_token', 'Vercel token', ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], /vc[piark]_[A-Za-z0-9]{24,80}/, {
    entropy: 3.5,
  }),
  cloud(
    'vault_token',
    'HashiCorp Vault token',
    ['hvs.', 'hvb.', 'hvr.', 's.'],
    /(?:hv[sbr]\.[A-Za-z0-9_-]{24,300}|s\.(?=[A-Za-z]{0,20}[0-9])[A-Za-z0-9]{24})/,
    {
      entropy: 3.5,
    },
  ),
  cloud(
    'terraform_cloud_token',
    'Terraform Cloud API token',
    ['.atlasv1.'],
    /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/,
    { lookback: 14, entropy: 3.5 },
  ),
  cloud('pulumi_token', 'Pulumi access token', ['pul-'], /pul-[a-f0-9]{40}/),
  cloud('databricks_token', 'Databricks access token', ['dapi'], /dapi[a-f0-9]{32}(?:-[0-9])?/),
  cloud(
    'doppler_token',
    'Doppler token',
    ['dp.'],
    /dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}/,
    {
      entropy: 3.5,
    },
  ),
  cloud('openshift_token', 'OpenShift user token', ['sha256~'], /sha256~[A-Za-z0-9_-]{43}/, { entropy: 3.5 }),
  cloud('tailscale_key', 'Tailscale key', ['tskey-'], /tskey-[a-z]{2,16}-[A-Za-z0-9]{8,32}-[A-Za-z0-9]{16,48}/, {
    entropy: 3.3,
  }),
  cloud('scaleway_access_key', 'Scaleway access key', ['scw'], /SCW[A-Z0-9]{17}/, { entropy: 3.3 }),
] as const;
