// Events for panels: every type, copies, missing fields, two minor versions in one index, values that look like syntax.

const TYPES = [
  'tool_call.requested',
  'tool_call.completed',
  'tool_call.failed',
  'tool_call.blocked',
  'policy.violation',
  'policy.evaluated',
  'secret.detected',
  'secret.blocked',
  'auth.success',
  'auth.failure',
  'session.started',
  'model.request_completed',
];
const AGENTS = ['agt_code_reviewer', 'agt_support', "agt_o'brien", 'agt_"quoted"', undefined];
// More than the ten that the table of users shows.
const USERS = [...'abcdefghijklm'].map((name) => `${name}@example.com`).concat([undefined]);
const RULES = ['deny_payroll', 'deny | where true', undefined];
const TOOLS = ['database_query', 'Bash', 'bash', 'send_mail'];

/** Deterministic numbers (mulberry32): the same events in every run. */
const numbers = (seed) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const compact = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([key, child]) => [key, compact(child)]);
  return Object.fromEntries(entries.filter(([, child]) => typeof child !== 'object' || Object.keys(child).length > 0));
};

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const eventId = (index) => {
  let rest = index;
  let text = '';
  for (let at = 0; at < 26; at += 1) {
    text = CROCKFORD[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return `evt_${text}`;
};

const DAY = 86_400_000;

/**
 * Milliseconds before the end: one in ten older than any dashboard shows, one in sixteen within one busy hour, half of the
 * rest within working hours of the last week.
 */
const age = (index, next) => {
  const within = next();
  if (index % 10 === 3) return (8 + within) * DAY;
  if (index % 16 === 0) return 7_200_000 + within * 3_600_000;
  return index % 2 === 0 ? Math.floor(within * 7) * DAY + (6 + 10 * ((within * 7) % 1)) * 3_600_000 : within * 7 * DAY;
};

/** A tool call has an agent; one agent is seen in one environment only. */
const agentOf = (type, index, agent) =>
  agent ?? (type.startsWith('tool_call.') && index % 3 !== 0 ? 'agt_other' : undefined);

/** `count` distinct events of the nine days before `end` (Unix milliseconds), and a copy of every third. */
export const panelEvents = (count, end) => {
  const next = numbers(42);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const times = Array.from({ length: count }, (_, index) => Math.floor(end - 1 - age(index, next))).sort(
    (one, other) => one - other,
  );
  const events = Array.from({ length: count }, (_, index) => {
    const event_type = pick(TYPES);
    const tool = event_type.startsWith('tool_call.') || event_type.startsWith('secret.');
    const draw = next();
    // 1.2.0 knew no trails; a later minor brings fields that nothing here knows.
    const schema_version = draw < 0.2 ? '1.2.0' : draw < 0.4 ? '1.4.0' : '1.3.0';
    const later = schema_version === '1.4.0';
    return compact({
      event_id: eventId(index + 1),
      event_type,
      timestamp: new Date(times[index]).toISOString(),
      schema_version,
      approval: later ? { approver: 'usr_2', at: 7 } : undefined,
      integrity:
        schema_version === '1.2.0' || next() < 0.02
          ? undefined
          : {
              trail_id: `trl_01JR9X5K7M3N2P4Q6R8S0TV1W${index % 2}`,
              sequence: Math.floor(index / 2) + 1,
              previous_hash: `sha256:${'0'.repeat(64)}`,
            },
      source: { service: pick(['ide', 'runner']), environment: index % 3 === 0 ? 'staging' : 'production' },
      identity: { email: pick(USERS), user_id: 'usr_1', source_ip: pick(['192.0.2.1', '192.0.2.2', undefined]) },
      agent: {
        agent_id: agentOf(event_type, index, pick(AGENTS)),
        session_id: `ses_${index % 40}`,
        runtime: later ? ['node'] : undefined,
      },
      governance: {
        matched_rule: pick(RULES),
        evaluation_ms: next() < 0.5 ? Math.floor(-64 * Math.log(1 - next())) / 8 : undefined,
        reason: pick(['not in the scope of this agent', undefined]),
      },
      tool_call: tool ? { tool_name: pick(TOOLS) } : undefined,
      secret: event_type.startsWith('secret.')
        ? { secret_type: pick(['aws_access_key_id', 'github_token']) }
        : undefined,
      cost: next() < 0.4 ? { estimated_cost_usd: Math.floor(next() * 10_000) / 10_000 } : undefined,
      truncated: next() < 0.05 ? ['governance.reason'] : undefined,
    });
  });
  return [...events, ...events.filter((_, index) => index % 3 === 1)];
};
