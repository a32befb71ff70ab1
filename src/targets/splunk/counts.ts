/**
 * event_count, late_count, value_count, value_count_each, value_sum and value_avg as SPL.
 * @module
 */
import type {
  EachValueCountCorrelation,
  LateCountCorrelation,
  RuleMetadata,
  Threshold,
  WindowedCorrelation,
} from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import {
  bucketStage,
  by,
  detailAggregates,
  detailFields,
  endStages,
  instantStages,
  SEEN,
  SEEN_FIRST,
} from './instant-stages.js';
import { isMoney, sourceStages } from './source-stages.js';
import { OPERATOR } from './test.js';
import { gridOf, stepsText } from './grid.js';
import type { Stages } from './stages.js';

const MICRO = 1_000_000;

/** `where` over the thresholds; a parameter stands as its macro. */
const thresholds = (
  dialect: Dialect,
  name: string,
  condition: readonly Threshold[],
  scale = (number: string): string => number,
): string =>
  condition
    .map(({ comparator, value }) => {
      const number = dialect.number(value, `correlation.condition.${comparator}`);
      return `${name} ${OPERATOR[comparator]} ${scale(number)}`;
    })
    .join(' AND ');

const comma = (...parts: readonly (readonly string[])[]): string => parts.flat().join(', ');

/** The stages and columns. */
export const countStages = (
  dialect: Dialect,
  meta: RuleMetadata,
  correlation: WindowedCorrelation | EachValueCountCorrelation | LateCountCorrelation,
): Stages => {
  const grid = gridOf(dialect, correlation);
  const details = detailFields(meta, correlation.groupBy);
  const kept = detailAggregates(details);
  const { type } = correlation;
  const fields = type === 'late_count' ? [] : correlation.fields;
  const isAmount = type === 'value_sum' || type === 'value_avg';
  const amount = isAmount ? fields[0] : undefined;
  if (type === 'value_percentile') dialect.report('correlation.value_percentile', true);
  const source = sourceStages(dialect, correlation, { details, values: isAmount ? [] : fields, amount });
  const { groups } = source;
  const values = isAmount ? [] : fields.map((_, index) => `v${index + 1}`);

  const first = (...names: readonly string[]): string => by('bucket', ...groups, ...names);
  const then = (...names: readonly string[]): string => by('instant', ...groups, ...names);
  const counting = (): readonly [readonly string[], readonly string[]] => {
    switch (type) {
      case 'event_count':
      case 'late_count':
        return [
          [`stats ${comma(['count AS n'], SEEN_FIRST, kept)} ${first()}`],
          [`stats ${comma(['sum(n) AS value', 'sum(n) AS events'], SEEN, kept)} ${then()}`],
        ];
      case 'value_count':
        // The value stays in the key until the last step, so the count is exact.
        return [
          [`stats ${comma(['count AS n'], SEEN_FIRST, kept)} ${first(...values)}`],
          [
            `stats ${comma(['sum(n) AS n'], SEEN, kept)} ${then(...values)}`,
            `stats ${comma(['count AS value', 'sum(n) AS events'], SEEN, kept)} ${then()}`,
          ],
        ];
      case 'value_count_each':
        // An event need not carry all the fields, and BY drops a row that lacks one.
        return [
          [
            `where ${values.map((name) => `isnotnull(${name})`).join(' OR ')}`,
            `eval ${values.map((name) => `${name}=coalesce(${name}, "")`).join(', ')}`,
            `stats ${comma(['count AS n'], SEEN_FIRST, kept)} ${first(...values)}`,
          ],
          [
            `eval ${values.map((name) => `${name}=if(${name}="", null(), ${name})`).join(', ')}`,
            `stats ${comma(
              ['sum(n) AS events'],
              values.map((name, index) => `dc(${name}) AS k${index + 1}`),
              SEEN,
              kept,
            )} ${then()}`,
            `eval value=min(${values.map((_, index) => `k${index + 1}`).join(', ')})`,
          ],
        ];
      case 'value_sum':
      case 'value_avg':
      case 'value_percentile': {
        const scale = amount !== undefined && isMoney(amount) ? ` / ${MICRO}` : '';
        // eval gives a quotient no more digits than the shortest number in it, but for exact().
        const average = scale === '' ? 'exact(total / events)' : `total / events${scale}`;
        const value = type === 'value_sum' ? `total${scale}` : average;
        return [
          ['where isnotnull(v1)', `stats ${comma(['sum(v1) AS total', 'count AS n'], SEEN_FIRST, kept)} ${first()}`],
          [`stats ${comma(['sum(total) AS total', 'sum(n) AS events'], SEEN, kept)} ${then()}`, `eval value=${value}`],
        ];
      }
    }
  };
  const [perBucket, perInstant] = counting();
  // Money is compared as whole micro-dollars; an average as its sum against threshold times count.
  const micro = (number: string): string => `round(${number} * ${MICRO})${type === 'value_avg' ? ' * events' : ''}`;
  const money = amount !== undefined && isMoney(amount);
  const condition =
    type === 'value_count_each'
      ? values.map((_, index) => thresholds(dialect, `k${index + 1}`, correlation.condition)).join(' AND ')
      : money
        ? thresholds(dialect, 'total', correlation.condition, micro)
        : thresholds(dialect, 'value', correlation.condition);
  const end = endStages(dialect, {
    meta,
    everyMs: grid.everyMs,
    windowStart: `T - ${dialect.milliseconds(correlation.timespanMs, 'correlation.timespan')}`,
    groupBy: correlation.groupBy,
    groups,
    details,
  });
  return {
    columns: end.columns,
    lookbackMs: correlation.timespanMs,
    everyMs: grid.everyMs,
    stages: [
      ...source.stages,
      bucketStage(grid.everyMs),
      ...perBucket,
      ...instantStages(dialect, grid.everyMs, 'bucket + 1', `bucket + ${stepsText(dialect, correlation, grid)}`),
      ...perInstant,
      `where ${condition}`,
      ...end.stages,
    ],
  };
};
