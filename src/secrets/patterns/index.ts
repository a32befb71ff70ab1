/**
 * Every type that shows itself by its own shape.
 * @module
 */
import type { SecretPattern } from '../pattern.js';
import { AI } from './ai.js';
import { CHAT_AND_MAIL } from './chat-and-mail.js';
import { CLOUD } from './cloud.js';
import { DATABASES } from './databases.js';
import { KEYS } from './keys.js';
import { PAYMENT } from './payment.js';
import { REGISTRIES } from './registries.js';
import { SERVICES } from './services.js';
import { SOURCE_CONTROL } from './source-control.js';

/** The pattern table, the more specific type before the more general one. */
export const PATTERNS: readonly SecretPattern[] = [
  ...CLOUD,
  ...SOURCE_CONTROL,
  ...CHAT_AND_MAIL,
  ...PAYMENT,
  ...AI,
  ...REGISTRIES,
  ...DATABASES,
  ...KEYS,
  ...SERVICES,
];
