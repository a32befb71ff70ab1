/**
 * Splunk: searches in SPL, saved searches, caps.
 * @module
 */
import type { Target } from '../target.js';
import { compile } from './compile.js';

export { SPLUNK_CAPS, SPLUNK_UNSUPPORTED } from './capabilities.js';
export { compileSplunk, INDEX_DEFINITION, macroName, type SplunkCompilation, type SplunkOptions } from './compile.js';
export { SPLUNK } from './mapping.js';
export { nativeAnomalyFor, type NativeAnomaly } from './native-anomaly.js';
export { rollupFor, type Rollup } from './rollup.js';
export { expandMacros, savedSearchFor, type SavedSearch } from './saved-search.js';

/** The Splunk target. */
export const splunk: Target = { name: 'splunk', compile };
