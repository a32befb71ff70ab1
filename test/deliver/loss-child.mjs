// Emits events through a real LoggerProvider and ends the way it is told. Arguments: folder, address, ending, count.
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { GovernanceLogProcessor, otlpDelivery, SCOPE_NAME } from '../../dist/otel/index.js';

const [dir, url, ending, count] = process.argv.slice(2);
const provider = new LoggerProvider({
  processors: [new GovernanceLogProcessor({ dir, deliver: otlpDelivery({ url, protocol: 'http/json' }) })],
});
const logger = provider.getLogger(SCOPE_NAME);
for (let index = 0; index < Number(count); index += 1) {
  logger.emit({
    eventName: 'tool_call.completed',
    body: { agent: { agent_id: 'agt_1' }, tool_call: { tool_name: 'db.query', call_id: `call_${index}` } },
  });
}
if (ending === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
if (ending === 'throw') throw new Error('the application fails');
if (ending === 'process.exit') process.exit(0);
if (ending === 'SIGKILL while writing') {
  let told = false;
  setInterval(() => {
    for (let index = 0; index < 50; index += 1) {
      logger.emit({
        eventName: 'tool_call.completed',
        body: { agent: { agent_id: 'agt_1' }, tool_call: { tool_name: 'db.query' } },
      });
    }
    if (!told) process.stdout.write('writing\n');
    told = true;
  }, 1);
}
