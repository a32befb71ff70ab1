// Recorded events of a folder: JSON dumps of Windows event log files, each file named after the rule that it must meet.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { windowsEvent } from './fields.mjs';

/**
 * Events, one a second from `start` (Unix milliseconds), and the name of each one's file. The name is no part of the event:
 * a keyword that happens to stand in a rule's id would find it there.
 */
export const readRecordedEvents = (folder, start) => {
  const events = [];
  const names = new Map();
  for (const entry of readdirSync(folder, { recursive: true }).sort()) {
    if (!entry.endsWith('.json')) continue;
    // One JSON object after another.
    for (const text of readFileSync(join(folder, entry), 'utf8').split(/(?<=^\})\s*(?=^\{)/m)) {
      const at = new Date(start + (events.length + 1) * 1000).toISOString();
      const event = { ...windowsEvent(JSON.parse(text)), event_id: `${events.length}`, '@timestamp': at };
      events.push(event);
      names.set(event, basename(entry, '.json'));
    }
  }
  return { events, names };
};
