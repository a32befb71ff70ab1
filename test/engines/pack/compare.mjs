// Rows of an executed panel against the reference aggregation.

const FLOAT_TOLERANCE = 1e-9;

const close = (left, right) =>
  left === right || Math.abs(left - right) <= FLOAT_TOLERANCE * Math.max(1, Math.abs(left), Math.abs(right));


const key = (row, columns) => JSON.stringify(columns.map((column) => row[column]));

/**
 * Differences between executed and expected rows, empty when equal. Rows are compared by their key.
 * `reference(panel, shift)` gives the expected rows; engines interpolate percentiles, so theirs must lie between the
 * ranks below and above the nearest one.
 */
export const compareRows = (panel, reference, actual) => {
  const expected = reference(panel, 0);
  const percentile = panel.measure.kind === 'percentiles';
  const [below, above] = percentile ? [reference(panel, -1), reference(panel, 1)] : [[], []];
  const measures = Object.keys(expected[0] ?? actual[0] ?? {}).filter((column) => typeof (expected[0] ?? actual[0])[column] === 'number' && column !== 'time');
  const keys = Object.keys(expected[0] ?? {}).filter((column) => !measures.includes(column));
  const problems = [];
  if (expected.length !== actual.length) problems.push(`${actual.length} rows instead of ${expected.length}`);
  const byKey = new Map(actual.map((row) => [key(row, keys), row]));
  for (const [index, row] of expected.entries()) {
    const found = byKey.get(key(row, keys));
    if (found === undefined) {
      problems.push(`no row ${key(row, keys)}`);
      continue;
    }
    for (const column of measures) {
      const value = Number(found[column]);
      const equal = percentile
        ? value >= below[index][column] && value <= above[index][column]
        : close(value, row[column]);
      if (!equal) {
        problems.push(`${key(row, keys)} ${column}: ${found[column]} instead of ${row[column]}`);
      }
    }
  }
  return problems.slice(0, 5);
};
