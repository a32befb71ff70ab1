// Foreign events in the Datadog matcher: nested attributes under the service that the rules are compiled for.
import { matchEvents } from '../datadog/matcher.mjs';

// The matcher's wildcard stops at control characters, and no query holds one: another character stands for each.
const visible = (value) =>
  typeof value === 'string' ? Array.from(value, (one) => (one < ' ' ? '\uE000' : one)).join('') : value;

/** A flat event as Datadog stores it: names with dots are paths. */
export const storedLog = (event) => {
  const tree = { service: 'foreign' };
  for (const [name, value] of Object.entries(event)) {
    const path = name.split('.');
    const leaf = path.pop() ?? name;
    let node = tree;
    for (const part of path) node = node[part] ??= {};
    node[leaf] = visible(value);
  }
  return tree;
};

/** The matcher over one load; `rows(query)` answers the events found, for a log search or a monitor's. */
export const startForeignDatadog = () => {
  let events = [];
  let stored = [];
  return {
    load: (given) => {
      events = given;
      stored = given.map(storedLog);
    },
    rows: (text) => {
      const filter = /^logs\("((?:[^"\\]|\\.)*)"\)/.exec(text)?.[1];
      const found = matchEvents(filter === undefined ? text : JSON.parse(`"${filter}"`), stored);
      return Promise.resolve(events.filter((_, index) => found[index]));
    },
  };
};
