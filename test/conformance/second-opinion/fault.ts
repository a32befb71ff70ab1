// What a fault of pth_10 is: where it differs from Splunk's manual, how it is known again, and an example that shows it.
import type { FieldValue, Row } from '../../spl/value.js';
import type { Asked } from './frame.js';

/** Rows of pth_10. */
export type Found = readonly Readonly<Record<string, unknown>>[];

type Fields = Readonly<Record<string, FieldValue>>;

/** One fault. */
export interface Fault {
  readonly name: string;
  /** What Splunk does, and the page that says so. */
  readonly splunk: string;
  readonly page: string;
  /** What pth_10 does. */
  readonly pth10: string;
  /** How it is known in a run. */
  readonly known: Known;
  /** Smallest search that shows it, on these rows, and the rows that Splunk's manual leads to. */
  readonly example: {
    readonly query: string;
    readonly rows: readonly Fields[];
    readonly expected: readonly Fields[];
    /** Columns as they would not be given elsewhere. */
    readonly columns?: Asked['columns'];
  };
}

type Known =
  /** By the error that it ends in. `perRow`: it comes of single rows, so that the others can still be asked. */
  | { readonly by: 'error'; readonly error: RegExp; readonly perRow?: true }
  /** Other rows without a word, in such queries. What is compared all the same: the other columns, or the other rows. */
  | {
      readonly by: 'rows';
      readonly query: RegExp;
      readonly columns?: (query: string, found: Found) => readonly string[];
      readonly rows?: (row: Row, query: string) => boolean;
    }
  /** Rows are given so that it does not show. */
  | { readonly by: 'avoided'; readonly how: string };

const MANUAL = 'https://help.splunk.com/splunk-enterprise';

/** Pages of Splunk's manual. */
export const PAGES = {
  command: (name: string) => `${MANUAL}/spl-search-reference/9.4/search-commands/${name}`,
  multivalue: `${MANUAL}/spl-search-reference/9.4/evaluation-functions/multivalue-eval-functions`,
  informational: `${MANUAL}/spl-search-reference/9.4/evaluation-functions/informational-functions`,
  conversion: `${MANUAL}/spl-search-reference/9.4/evaluation-functions/conversion-functions`,
  conditional: `${MANUAL}/search/spl2-search-reference/evaluation-functions/comparison-and-conditional-functions`,
  whereExamples: `${MANUAL}/search/spl2-search-reference/where-command/where-command-examples`,
  evalUsage: `${MANUAL}/search/spl2-search-reference/eval-command/eval-command-usage`,
  expressions: 'https://help.splunk.com/en/splunk-enterprise/search/search-manual/9.3/expressions-and-predicates',
  stats: 'https://docs.splunk.com/Documentation/Splunk/9.3.0/SearchReference/Stats',
  regular: 'https://docs.splunk.com/Documentation/Splunk/8.1.8/Search/SPLandregularexpressions',
  // limits.conf, [stats] perc_method, as a Splunk employee explains it.
  percentile: 'https://community.splunk.com/t5/Splunk-Search/Percentile-Implementation/td-p/106641',
} as const;
