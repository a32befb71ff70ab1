/**
 * Where the package keeps its own rules.
 * @module
 */
import { fileURLToPath } from 'node:url';

/** The package's `rules/` folder, wherever it is installed. */
export const packRulesFolder = (): string => fileURLToPath(new URL('../../rules', import.meta.url));
