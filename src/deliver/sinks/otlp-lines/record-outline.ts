/**
 * What a log record takes from its event besides the body.
 * @module
 */

/** A resource as exporters read it. */
export interface OutlineResource {
  readonly attributes: Readonly<Record<string, string>>;
  readonly schemaUrl?: string;
}

/** Severity as OpenTelemetry numbers it. */
export interface OutlineSeverity {
  readonly number: number;
  readonly text: string;
}

/** The rules by which records are made of events, for writers that never make the record. */
export interface RecordOutline {
  /** Name of each attribute with the group (the empty text: the envelope) and the field it comes from. */
  readonly attributes: readonly (readonly [name: string, group: string, field: string])[];
  readonly scope: { readonly name: string; readonly version: string; readonly schemaUrl: string };
  severityOf(event: {
    readonly event_type: string;
    readonly governance?: { readonly result?: string };
  }): OutlineSeverity;
  /** @param source The event's group of that name. */
  resourceOf(source: Readonly<Record<string, string>> | undefined): OutlineResource;
}
