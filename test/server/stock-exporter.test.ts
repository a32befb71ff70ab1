// The exporters everyone has, as they come, against the receiver.
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../../src/event/index.js';
import { eventOf, openServers, trailLines } from './opened.js';

const withoutIntegrity = (line: string): string => {
  const event = JSON.parse(line) as Record<string, unknown>;
  delete event['integrity'];
  return canonicalise(event);
};

describe.each([
  ['JSON', JsonExporter],
  ['protobuf', ProtobufExporter],
] as const)('the stock %s exporter', (_, Exporter) => {
  it.each(['none', 'gzip'])(
    'delivers governance events and Claude Code records, compression %s',
    async (compression) => {
      const { servers, dir } = await openServers();
      const exporter = new Exporter({ url: `${servers.otlpUrl}/v1/logs`, compression: compression as never });
      const provider = new LoggerProvider({
        resource: resourceFromAttributes({ 'service.name': 'claude-code', department: 'platform' }),
        processors: [new SimpleLogRecordProcessor({ exporter })],
      });
      const timestamp = Date.UTC(2026, 9, 8, 9, 0, 7, 300);
      provider
        .getLogger('agent-siem')
        .emit({ severityNumber: SeverityNumber.INFO, timestamp, body: eventOf(1) as never });
      await provider.forceFlush();
      provider.getLogger('com.anthropic.claude_code.events').emit({
        timestamp,
        body: 'claude_code.tool_decision',
        attributes: {
          'event.name': 'tool_decision',
          'session.id': 'ses_9',
          'user.email': 'Dana.Reyes@Example.com',
          tool_name: 'Bash',
          decision: 'reject',
          source: 'config',
        },
      });
      await provider.forceFlush();
      await provider.shutdown();
      const lines = trailLines(dir);
      expect(withoutIntegrity(lines[0] ?? '')).toBe(canonicalise(eventOf(1)));
      expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { event_type: 'session.started', identity: { email: 'dana.reyes@example.com', department: 'platform' } },
        {
          event_type: 'tool_call.blocked',
          timestamp: '2026-10-08T09:00:07.300Z',
          governance: { decided_by: 'config' },
        },
        { event_type: 'policy.violation', tool_call: { tool_name: 'Bash' } },
      ]);
    },
  );
});
