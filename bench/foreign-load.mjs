// How long a folder of Sigma rules takes from files to a stream that waits for events, in a process of its own.
//
//   npm run build && node bench/foreign-load.mjs DIR...
//
// Says rules and counted issues, then wall and CPU seconds: read and parsed, compiled for the evaluator. Nothing is kept.
import { createStream } from '../dist/evaluate/index.js';
import { loadRules } from '../dist/rules/index.js';

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error('DIR is missing: a folder of Sigma rules');
  process.exit(2);
}
const began = performance.now();
const cpu = process.cpuUsage();
const spent = () => {
  const { user, system } = process.cpuUsage(cpu);
  return `${((performance.now() - began) / 1000).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} CPU s`;
};
const { ruleSet, issues } = loadRules(paths, { tests: false });
const parsed = spent();
const { skipped } = createStream(ruleSet.rules).stats();
const ready = spent();
console.log(`${ruleSet.rules.length} rules; refused by the evaluator: ${skipped.length}`);
const counts = new Map();
for (const { severity, code } of issues)
  counts.set(`${severity} ${code}`, (counts.get(`${severity} ${code}`) ?? 0) + 1);
for (const [code, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`  ${code}: ${count}`);
console.log(`read and parsed: ${parsed}`);
console.log(`ready for events: ${ready}`);
