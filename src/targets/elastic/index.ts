/**
 * Elastic: ES|QL for every rule, Kibana KQL for plain detections.
 * @module
 */
import type { Target } from '../target.js';
import { compileEsql } from './compile.js';

/** The target. */
export const elastic: Target = { name: 'elastic', compile: compileEsql };

export { machineLearningJobs, type MachineLearningJob } from './anomaly.js';
export { ELASTIC_CAPS, ELASTIC_UNSUPPORTED } from './capabilities.js';
export { compileKuery } from './kuery.js';
export { elasticRollup, type ElasticRollup } from './rollup.js';
export { ROLLUP_PIPELINE, type Transform } from './rollup-transforms.js';
export { compileEsql, deployedRange } from './compile.js';
export { DATA_STREAM, elasticMapping, lookupProperties } from './fields.js';
