/**
 * Delivery of a trail to other places.
 * @module
 */
export { startDelivery, type Delivery, type DeliveryOptions } from './delivery.js';
export type { SendResult, Sink } from './sink.js';
export { createOtlpSink, type OtlpProtocol, type OtlpSinkOptions } from './sinks/otlp.js';
