/**
 * Payment and commerce.
 * @module
 */
import { patternsOf } from '../pattern.js';

const payment = patternsOf('payment');

/** Types of this group. Publishable keys (pk_, FLWPUBK, sq0idp-) are not secrets. */
export const PAYMENT = [
  payment(
    'stripe_secret_key',
    'Stripe secret key',
    ['sk_live_', 'sk_test_', 'sk_prod_', 'sk_org_'],
    /sk_(?:live|test|prod|org(?:_live|_test)?)_[A-Za-z0-9]{10,247}/,
  ),
  payment(
    'stripe_restricted_key',
    'Stripe restricted key',
    ['rk_live_', 'rk_test_', 'rk_prod_'],
    /rk_(?:live|test|prod)_[A-Za-z0-9]{10,247}/,
  ),
  payment(
    'webhook_signing_secret',
    'Webhook signing secret (Stripe, Svix)',
    ['whsec_'],
    /whsec_[A-Za-z0-9+/]{24,88}={0,2}/,
    {
      entropy: 3.5,
    },
  ),
  payment(
    'square_access_token',
    'Square access token',
    ['sq0atp-', 'eaaa'],
    /(?:sq0atp-[A-Za-z0-9_-]{22,60}|EAAA[A-Za-z0-9_-]{56,64})/,
    {
      entropy: 3.5,
    },
  ),
  payment('square_oauth_secret', 'Square OAuth secret', ['sq0csp-'], /sq0csp-[A-Za-z0-9_-]{43}/, { entropy: 3.5 }),
  payment(
    'braintree_access_token',
    'Braintree access token',
    ['access_token$'],
    /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/,
  ),
  payment(
    'shopify_token',
    'Shopify access token or secret',
    ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    /shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}/,
  ),
  payment(
    'plaid_access_token',
    'Plaid access token',
    ['access-sandbox-', 'access-development-', 'access-production-'],
    /access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  ),
  payment(
    'flutterwave_secret_key',
    'Flutterwave secret key',
    ['flwseck'],
    /FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,36}(?:-X)?/,
  ),
  payment('easypost_api_key', 'EasyPost API key', ['ezak', 'eztk'], /EZ[AT]K[A-Za-z0-9]{54}/, { entropy: 3.5 }),
  payment('shippo_token', 'Shippo API token', ['shippo_'], /shippo_(?:live|test)_[a-fA-F0-9]{40}/),
  payment('duffel_token', 'Duffel API token', ['duffel_'], /duffel_(?:test|live)_[A-Za-z0-9_=-]{43}/, { entropy: 3.5 }),
  payment(
    'adyen_api_key',
    'Adyen API key',
    ['aqe'],
    /AQE[a-z][A-Za-z0-9+/]{60,400}={0,2}-[A-Za-z0-9+/=]{30,100}-[^\s"']{8,60}/,
    { entropy: 4 },
  ),
] as const;
