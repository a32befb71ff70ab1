/**
 * The SIEM targets by name.
 * @module
 */
import { datadog } from './datadog/index.js';
import { elastic } from './elastic/index.js';
import { sentinel } from './sentinel/index.js';
import { splunk } from './splunk/index.js';
import type { Target, TargetName } from './target.js';

export type * from './target.js';

/** Every target. */
export const TARGETS: Readonly<Partial<Record<TargetName, Target>>> = { splunk, elastic, datadog, sentinel };
