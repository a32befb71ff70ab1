/**
 * The loader script of the Elastic pack: curl and nothing else, in the order that dependencies ask for.
 * @module
 */
import { options } from './options.js';
import { givenFiles } from './given-files.js';
import { kibana } from './kibana.js';
import { optional } from './optional.js';
import { requests } from './requests.js';
import { storage } from './storage.js';

/** Text of elastic/load.sh. */
export const loaderScript = (): string => [options, requests, givenFiles, storage, kibana, optional].join('');
