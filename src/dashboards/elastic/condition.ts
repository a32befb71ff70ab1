/**
 * Panel predicates as ES|QL conditions, through the Elastic target.
 * @module
 */
import { esqlPredicate } from '../../targets/elastic/predicate.js';
import { DATA_STREAM, elasticMapping } from '../../targets/elastic/fields.js';
import { collectProblems } from '../../targets/problems.js';
