/**
 * How to point real agents here.
 * @module
 */

/** Lines to paste that point Claude Code at a receiver. */
export const connectLines = (otlpUrl: string): string[] => [
  '  export CLAUDE_CODE_ENABLE_TELEMETRY=1 OTEL_LOGS_EXPORTER=otlp OTEL_LOG_TOOL_DETAILS=1',
  `  export OTEL_EXPORTER_OTLP_PROTOCOL=http/json OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`,
];
