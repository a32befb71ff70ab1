/**
 * Events as a table on a terminal.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { terminalText } from '../terminal-text.js';

interface Column {
  readonly title: string;
  /** Least width, and its share of what is left. */
  readonly width: number;
  readonly share: number;
  readonly text: (event: GovernanceEvent) => string | undefined;
}

const COLUMNS: readonly Column[] = [
  { title: 'TIME', width: 24, share: 0, text: ({ timestamp }) => timestamp },
  { title: 'TYPE', width: 23, share: 0, text: ({ event_type }) => event_type },
  { title: 'AGENT', width: 8, share: 2, text: ({ agent }) => agent?.agent_id ?? agent?.agent_name },
  {
    title: 'USER',
    width: 8,
    share: 3,
    text: ({ identity }) => identity?.email ?? identity?.user_id ?? identity?.idp_subject,
  },
  {
    title: 'TOOL',
    width: 8,
    share: 3,
    text: ({ tool_call }) =>
      [tool_call?.tool_server, tool_call?.tool_name].filter((part) => part !== undefined).join('/'),
  },
  {
    title: 'RESULT',
    width: 8,
    share: 0,
    text: ({ governance, tool_call }) => governance?.result ?? tool_call?.response_status,
  },
  {
    title: 'DETAIL',
    width: 6,
    share: 4,
    text: ({ governance, secret, config, tool_call }) =>
      secret?.secret_type ??
      governance?.matched_rule ??
      governance?.policies_failed?.join(' ') ??
      (config === undefined
        ? undefined
        : [config.setting, config.name, config.to_value].filter((part) => part !== undefined).join(' ')) ??
      tool_call?.error ??
      (governance?.decided_by === undefined ? undefined : `by ${governance.decided_by}`),
  },
];

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{M}/u;

const columnsOf = (character: string): number => (ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Text cut or padded to a number of terminal columns. */
const fit = (text: string, width: number): string => {
  let used = 0;
  let kept = '';
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const next = used + columnsOf(character);
    // The last column is for the mark, unless the text ends there.
    if (next > width || (next === width && characters.slice(index + 1).some((rest) => columnsOf(rest) > 0))) {
      return `${kept}…${' '.repeat(Math.max(0, width - used - 1))}`;
    }
    kept += character;
    used = next;
  }
  return kept + ' '.repeat(width - used);
};

/** Prints events as rows of one width, whatever they hold. */
export interface EventTable {
  header(): string;
  row(event: GovernanceEvent): string;
}

const MIN_WIDTH = 92;

/** A table for a terminal of `width` columns; widths are fixed beforehand, so that rows can be printed as they come. */
export const createEventTable = (width: number): EventTable => {
  const gaps = COLUMNS.length - 1;
  const least = COLUMNS.reduce((sum, column) => sum + column.width, gaps);
  const shares = COLUMNS.reduce((sum, column) => sum + column.share, 0);
  const left = Math.max(width, MIN_WIDTH) - least;
  const widths = COLUMNS.map((column) => column.width + Math.floor((Math.max(0, left) * column.share) / shares));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, index) => fit(text, widths[index] ?? 0))
      .join(' ')
      .trimEnd();
  return {
    header: () => line(COLUMNS.map(({ title }) => title)),
    row: (event) => line(COLUMNS.map(({ text }) => terminalText(text(event) ?? ''))),
  };
};
