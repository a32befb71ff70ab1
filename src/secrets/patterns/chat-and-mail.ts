/**
 * Chat, mail and messages.
 * @module
 */
import { patternsOf } from '../pattern.js';

const chat = patternsOf('chat and mail');

/** Types of this group. */
export const CHAT_AND_MAIL = [
  chat('slack_bot_token', 'Slack bot token', ['xoxb-'], /xoxb-[0-9]{9,14}-(?:[0-9]{9,14}-)?[A-Za-z0-9]{18,36}/),
  chat(
    'slack_user_token',
    'Slack user or legacy token',
    ['xoxp-', 'xoxs-', 'xoxa-', 'xoxr-', 'xoxo-', 'xoxe-'],
    /(?:xox[psoe]-(?:2-)?[0-9]{9,14}-(?:[0-9]{9,14}-){0,2}[A-Za-z0-9-]{18,66}|xox[ar]-(?:[0-9]-)?(?:[0-9]{8,14}-){0,3}[A-Za-z0-9]{8,66})/,
  ),
  chat('slack_app_token', 'Slack app-level token', ['xapp-'], /xapp-[0-9]-[A-Z0-9]{8,13}-[0-9]{9,14}-[a-z0-9]{24,128}/),
  chat(
    'slack_config_token',
    'Slack configuration token',
    ['xoxe-', 'xoxe.'],
    /xoxe(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{100,200}/,
    {
      entropy: 3.5,
    },
  ),
  chat(
    'slack_session_token',
    'Slack session token',
    ['xoxc-', 'xoxd-'],
    /(?:xoxc-[0-9]{9,14}-[0-9]{9,14}-[0-9]{9,14}-[a-f0-9]{64}|xoxd-[A-Za-z0-9%+/]{60,400})/,
  ),
  chat(
    'slack_webhook',
    'Slack incoming webhook',
    ['hooks.slack.com/'],
    /hooks\.slack\.com\/(?:services\/T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/[A-Za-z0-9]{22,26}|(?:workflows|triggers)\/[A-Z0-9]{7,12}(?:\/[A-Za-z0-9]{8,50}){2,3})/,
    { entropy: 3.5 },
  ),
  chat(
    'discord_webhook',
    'Discord webhook',
    ['discord.com/api/', 'discordapp.com/api/'],
    /discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{17,20}\/[A-Za-z0-9_-]{60,80}/,
    { entropy: 3.5 },
  ),
  chat(
    'teams_webhook',
    'Microsoft Teams incoming webhook',
    ['webhook.office.com/'],
    /webhook\.office\.com\/webhookb2\/[0-9a-z-]{36}@[0-9a-z-]{36}\/IncomingWebhook\/[0-9a-z]{32}\/[0-9a-z-]{36}(?:\/[A-Za-z0-9_-]{20,80})?/i,
  ),
  chat(
    'telegram_bot_token',
    'Telegram bot token',
    [':aa'],
    /(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{32,33}(?![A-Za-z0-9_-])/,
    {
      lookback: [10, 9, 8],
      unbounded: true,
      entropy: 3.5,
    },
  ),
  chat('sendgrid_api_key', 'SendGrid API key', ['sg.'], /SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/, {
    entropy: 3.5,
  }),
  chat('mailgun_api_key', 'Mailgun API key', ['key-'], /key-[0-9a-f]{32}/),
  chat('mailchimp_api_key', 'Mailchimp API key', ['-us'], /[0-9a-f]{32}-us[0-9]{1,2}/, { lookback: 32 }),
  chat('brevo_api_key', 'Brevo API key', ['xkeysib-', 'xsmtpsib-'], /x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}/),
  chat('resend_api_key', 'Resend API key', ['re_'], /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}/, { entropy: 3.5 }),
  chat('mailersend_token', 'MailerSend API token', ['mlsn.'], /mlsn\.[a-f0-9]{64}/),
  chat('twilio_api_key', 'Twilio API key', ['sk'], /SK[0-9a-fA-F]{32}/),
] as const;
