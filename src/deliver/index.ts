/**
 * Delivery of a trail to other places.
 * @module
 */
export { readDeadLetter, type DeadLetter } from './dead-letter.js';
export { readFront } from './dead-letter-piece.js';
export { replayDeadLetters, type ReplayOptions, type ReplayReport } from './replay.js';
export { startDelivery, type Delivery, type DeliveryOptions } from './delivery.js';
export type { SendResult, Sink } from './sink.js';
export type { OutlineResource, RecordOutline } from './sinks/otlp-lines/record-outline.js';
export { createOtlpSink, type OtlpProtocol, type OtlpSinkOptions } from './sinks/otlp.js';
