/**
 * The active trace context, where OpenTelemetry's API is installed.
 * @module
 */
import { createRequire } from 'node:module';

/** Ids of the active span. */
export interface TraceContext {
  readonly trace_id: string;
  readonly span_id: string;
}

interface Api {
  readonly trace: {
    getActiveSpan(): { spanContext(): { readonly traceId: string; readonly spanId: string } } | undefined;
  };
}

/** Both lines of the API have this part; any installed copy sees the context of all others. */
const loadApi = (): Api | undefined => {
  try {
    return createRequire(import.meta.url)('@opentelemetry/api') as Api;
  } catch {
    // An optional peer: without it there is no context.
    return undefined;
  }
};

const api = loadApi();
const INVALID = /^0*$/;

/** Ids of the active span; undefined outside of one. */
export const activeTraceContext = (): TraceContext | undefined => {
  const context = api?.trace.getActiveSpan()?.spanContext();
  if (context === undefined || INVALID.test(context.traceId)) return undefined;
  return { trace_id: context.traceId, span_id: context.spanId };
};
