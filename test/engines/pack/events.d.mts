/** `count` distinct events of the nine days before `end` (Unix milliseconds), and a copy of every third. */
export declare const panelEvents: (count: number, end: number) => readonly Readonly<Record<string, unknown>>[];
