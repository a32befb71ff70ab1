/**
 * The story on the terminal: what the agent did, which alerts fired and why, the receipts.
 * @module
 */
import type { GovernanceEvent } from '../../../event/index.js';
import { terminalText } from '../../terminal-text.js';
import { alertLines } from '../alert-text.js';
import type { TerminalStyle } from '../terminal-style.js';
import { STORY_AGENT, STORY_USER, type StoryStep } from './agent-session.js';
import type { StoryOutcome } from './play-story.js';

const OUTCOMES = new Set(['tool_call.completed', 'tool_call.failed', 'tool_call.blocked']);

/** How each call ended, read from the events that the receiver stored. */
const callOutcomes = (events: readonly GovernanceEvent[]): string[] =>
  events
    .filter((event) => OUTCOMES.has(event.event_type))
    .map((event) => {
      const rule = event.governance?.matched_rule;
      const ending = event.event_type.slice('tool_call.'.length);
      return ending === 'blocked' && rule !== undefined ? `blocked by ${rule}` : ending;
    });

const stepLines = (outcome: StoryOutcome, style: TerminalStyle): string[] => {
  const endings = callOutcomes(outcome.events);
  const refused = outcome.events.filter((event) => event.event_type === 'auth.failure').length;
  let call = 0;
  return outcome.steps.map((step: StoryStep) => {
    const remote = step.tool === 'connect';
    const good = step.answer === 'result';
    const ending = remote
      ? good
        ? 'accepted'
        : `refused, ${refused} auth.failure events`
      : (endings[call++] ?? 'no event');
    const mark = good ? style.good('✓') : style.bad('✗');
    return `  ${mark} ${step.tool.padEnd(16)}${step.subject.padEnd(40)}${terminalText(ending)}`;
  });
};

const receiptLines = ({ receipts, events, emitted }: StoryOutcome, style: TerminalStyle): string[] => {
  const { searchedFiles, filesWithCredential, verified, edited } = receipts;
  const found = edited.report.findings[0];
  const rows: readonly (readonly [boolean, string, string])[] = [
    [
      events.length === emitted,
      'no event lost',
      `${emitted} emitted, ${events.length} stored by the receiver over OTLP/HTTP`,
    ],
    [
      filesWithCredential === 0,
      'no secret kept',
      `the credential's value stands in ${filesWithCredential} of ${searchedFiles} files`,
    ],
    [verified.ok, 'trail verifies', `${verified.events} lines, chain and head agree`],
    [
      found !== undefined,
      'an edit is caught',
      found === undefined
        ? `one character changed at ${edited.place} of a copy went unseen`
        : `one character changed at ${edited.place} of a copy: ${found.kind}, sequence ${found.sequence}`,
    ],
  ];
  return rows.map(
    ([good, name, text]) => `  ${good ? style.good('✓') : style.bad('✗')} ${name.padEnd(19)}${terminalText(text)}`,
  );
};

/** The story's lines. */
export const storyLines = (outcome: StoryOutcome, style: TerminalStyle): string[] => [
  style.bold(`What ${STORY_AGENT.agent_name ?? ''} did for ${STORY_USER.email ?? ''}`) +
    style.dim(' (MCP over stdio and HTTP, real files)'),
  ...stepLines(outcome, style),
  '',
  style.bold('Alerts'),
  ...alertLines(outcome.alerts, style),
  '',
  style.bold('Receipts'),
  ...receiptLines(outcome, style),
];
