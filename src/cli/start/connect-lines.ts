/**
 * How to point real agents here.
 * @module
 */

/** Lines to paste that point Claude Code at a receiver; the token itself is not printed. */
export const connectLines = (otlpUrl: string, needsToken: boolean): string[] => [
  '  export CLAUDE_CODE_ENABLE_TELEMETRY=1 OTEL_LOGS_EXPORTER=otlp OTEL_LOG_TOOL_DETAILS=1',
  `  export OTEL_EXPORTER_OTLP_PROTOCOL=http/json OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`,
  ...(needsToken ? ['  export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer $AGENT_SIEM_TOKEN"'] : []),
];
