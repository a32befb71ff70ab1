// An application of its own process: emits over OTLP as its OTEL_* variables say, prints how many events it wrote, ends.
// Arguments: data folder, file with one event per line. It was built before: dist.
import { readFileSync } from 'node:fs';
import { createGovernance, otlpDelivery } from '../../dist/otel/index.js';

const [dir, file] = process.argv.slice(2);
const governance = createGovernance({
  dir,
  durability: 'os',
  deliver: otlpDelivery({ delayMs: 5, retry: { firstMs: 20 } }),
});
const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
await Promise.all(lines.map((line) => governance.trail.append({ event: JSON.parse(line), line })));
await governance.shutdown();
process.stdout.write(String(lines.length));
