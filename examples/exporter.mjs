// Governance events through a LoggerProvider that an application already has.
// Run it next to `npm start`: OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node examples/exporter.mjs
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { GovernanceLogProcessor, otlpDelivery, SCOPE_NAME } from 'agent-siem';

const governance = new GovernanceLogProcessor({ deliver: otlpDelivery() });
const provider = new LoggerProvider({ processors: [governance /* and the ones you have */] });
provider.getLogger(SCOPE_NAME).emit({
  eventName: 'tool_call.blocked',
  body: {
    tool_call: { tool_name: 'drop_table' },
    agent: { agent_id: 'agt_reviewer' },
    governance: { result: 'blocked' },
  },
});
await provider.forceFlush(); // durable here and acknowledged by the receiver, or it rejects
await provider.shutdown();
