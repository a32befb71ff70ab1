// Parses and evaluates events, single thread, against JSON.parse alone on the same file in the same run: each set of
// rules in a process of its own, as rules eval runs, which takes turns with JSON.parse alone.
// usage: node bench/evaluate.mjs [--events 200000] [--foreign 3000] [--rounds 3] [--json]
// Prints CPU microseconds per event (median of the rounds) and the ratio to JSON.parse. Only ratios travel.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { evaluate } from '../dist/evaluate/index.js';
import { loadRules, packRulesFolder, parseRules } from '../dist/rules/index.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    foreign: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    // What a process of one set of rules is told.
    rules: { type: 'string' },
    file: { type: 'string' },
  },
});
const count = Number(values.events);
const rounds = Number(values.rounds);

// Numbers from a fixed seed: every run sees the same events.
let seed = 42;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const pick = (list) => list[random(list.length)];

const hex = (digits) => Array.from({ length: digits }, () => random(16).toString(16)).join('');
const START = Date.parse('2026-04-07T00:00:00.000Z');
const TYPES = [
  ...Array(8).fill('tool_call.requested'),
  ...Array(8).fill('policy.evaluated'),
  ...Array(8).fill('tool_call.approved'),
  ...Array(8).fill('tool_call.completed'),
  ...Array(4).fill('model.request_completed'),
  'tool_call.failed',
  'session.started',
  'session.ended',
  'auth.success',
];
const TOOLS = ['database_query', 'read_file', 'write_file', 'list_directory', 'http_get', 'run_tests', 'search'];
const event = (index) => {
  const type = pick(TYPES);
  const user = random(60);
  const agent = random(25);
  const call = type.startsWith('tool_call.') || type === 'policy.evaluated';
  return {
    event_id: `evt_01JR9X5K7M${String(index).padStart(16, '0')}`,
    event_type: type,
    timestamp: new Date(START + Math.floor((index / count) * 14 * 86_400_000)).toISOString(),
    schema_version: '1.3.0',
    identity: {
      user_id: `usr_${user}`,
      email: `user${user}@example.com`,
      department: pick(['engineering', 'finance', 'support']),
      idp_subject: `auth0|${user}`,
      source_ip: `10.0.0.${user}`,
      country: 'de',
    },
    agent: {
      agent_id: `agt_${agent}`,
      agent_name: 'Code Reviewer',
      model: 'claude-sonnet-4-6',
      session_id: `ses_${user}_${Math.floor(index / 4000)}`,
    },
    ...(call
      ? {
          governance: {
            policies_evaluated: ['allow_read_only_tools', 'department_scope_check'],
            result: 'allowed',
            evaluation_ms: random(9),
          },
          tool_call: {
            tool_name: pick(TOOLS),
            tool_server: 'postgres-readonly',
            parameters_hash: `sha256:${hex(64)}`,
            parameter_fields: ['query', 'schema', 'limit'],
            duration_ms: random(500),
            response_status: 'success',
            response_size_bytes: random(5000),
          },
        }
      : {}),
    cost: { input_tokens: random(3000), output_tokens: random(500), estimated_cost_usd: random(900) / 10_000 },
    integrity: { trail_id: 'trl_1', sequence: index + 1, previous_hash: `sha256:${hex(64)}` },
  };
};

/** Rules as other people write them: by event id, image, command line. */
const foreignRules = (number) =>
  Array.from({ length: number }, (_, index) => {
    const selection = [
      `    EventID: ${4000 + (index % 700)}\n    Image|endswith: '\\tool${index}.exe'`,
      `    Image|endswith: ['\\a${index}.exe', '\\b${index}.exe']\n    CommandLine|contains: 'flag${index}'`,
      `    CommandLine|contains|all: ['-x${index}', 'payload']`,
      `    event_type: tool_call.completed\n    tool_call.tool_name: tool_${index}`,
      `    tool_call.tool_name|startswith: 'danger${index}'\n    agent.agent_id: agt_${index}`,
    ][index % 5];
    return `title: Foreign ${index}\nid: ${'00000000-0000-4000-8000-'}${String(index).padStart(12, '0')}\nlogsource: {product: windows, category: process_creation}\ndetection:\n  selection:\n${selection}\n  filter:\n    User|contains: SYSTEM\n  condition: selection and not filter\n`;
  });

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/** One set of rules, taking turns with JSON.parse alone. */
const measure = (name, file) => {
  const lines = readFileSync(file, 'utf8').split('\n');
  const lookups = {
    agent_scope: Array.from({ length: 25 }, (_, agent) =>
      TOOLS.map((tool_name) => ({ agent_id: `agt_${agent}`, tool_name })),
    ).flat(),
  };
  const before = process.cpuUsage();
  const rules =
    name === 'foreign'
      ? parseRules(foreignRules(Number(values.foreign)).map((text, index) => ({ file: `${index}.yml`, text }))).ruleSet
          .rules
      : loadRules([packRulesFolder()]).ruleSet.rules.slice(0, name === '10' ? 10 : undefined);
  const load = process.cpuUsage(before);
  // As rules eval reads a file: again where alerts need it, and then only the lines that they name.
  const parsed = {
    *[Symbol.iterator]() {
      for (const line of lines) yield JSON.parse(line);
    },
    *lines(numbers) {
      for (const number of numbers) yield [number, JSON.parse(lines[number - 1])];
    },
  };
  const parseAlone = () => {
    let sum = 0;
    for (const each of parsed) sum += each.event_id.length;
    return sum;
  };
  const taken = { alone: [], evaluated: [] };
  const time = (list, run) => {
    const start = process.cpuUsage();
    const answer = run();
    const { user, system } = process.cpuUsage(start);
    list.push((user + system) / lines.length);
    return answer;
  };
  let alerts = 0;
  for (let round = 0; round < rounds; round += 1) {
    time(taken.alone, parseAlone);
    alerts = time(taken.evaluated, () => evaluate(rules, parsed, { lookups, firings: false }).alerts.length);
  }
  const [alone, evaluated] = [median(taken.alone), median(taken.evaluated)];
  return {
    rules: rules.length,
    parseAlone: Number(alone.toFixed(2)),
    evaluated: Number(evaluated.toFixed(2)),
    ratio: Number((evaluated / alone).toFixed(2)),
    eventsPerCpuSecond: Math.round(1e6 / evaluated),
    alerts,
    loadSeconds: Number(((load.user + load.system) / 1e6).toFixed(2)),
  };
};

if (values.rules !== undefined) process.stdout.write(JSON.stringify(measure(values.rules, values.file)));
else {
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-bench-'));
  try {
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, Array.from({ length: count }, (_, index) => JSON.stringify(event(index))).join('\n'));
    const results = ['10', 'pack', 'foreign'].map((name) => {
      const options = ['--rules', name, '--file', file, '--rounds', values.rounds, '--foreign', values.foreign];
      return JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...options], { encoding: 'utf8' }),
      );
    });
    const report = {
      node: process.version,
      events: count,
      bytesPerEvent: Math.round(readFileSync(file).length / count),
      results,
    };
    if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else {
      console.log(
        `${report.events} events of ${report.bytesPerEvent} bytes, ${report.node}; CPU microseconds per event, median of ${rounds}`,
      );
      console.table(results);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
