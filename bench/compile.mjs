// Parses rules and compiles them for all four targets, beside pySigma 1.5 with its backends for three of them, in one run.
//   npm run build && node bench/compile.mjs [--rules 1000] [--rounds 21] [--json]
// Needs python3 with venv; pySigma is installed into .cache/. CPU time of one process each; only the ratios travel.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadRules, packRulesFolder, parseRules } from '../dist/rules/index.js';
import { TARGETS } from '../dist/targets/index.js';

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '21' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.rules);
const rounds = Number(values.rounds);
const here = fileURLToPath(new URL('.', import.meta.url));
const cache = fileURLToPath(new URL('../.cache/bench-compile', import.meta.url));

/** Rules as public collections hold them: lists of image names, command lines, filters, counts by condition. */
const SHAPES = [
  (n) => `  selection:
    Image|endswith: ['\\tool${n}.exe', '\\other${n}.exe']
    CommandLine|contains|all: ['-x${n}', ' payload ']
  condition: selection`,
  (n) => `  selection_img:
    - Image|endswith: '\\a${n}.exe'
    - OriginalFileName: 'A${n}.EXE'
  selection_cli:
    CommandLine|contains:
${Array.from({ length: 12 }, (_, k) => `      - 'flag-${n}-${k}'`).join('\n')}
  filter_main_parent:
    ParentImage|startswith: 'C:\\Program Files\\Vendor${n}\\'
  condition: all of selection_* and not 1 of filter_main_*`,
  (n) => `  selection:
    EventID: ${4000 + (n % 700)}
    SubjectUserName|endswith: '$'
    IpAddress|cidr: '10.${n % 250}.0.0/16'
  condition: selection`,
  (n) => `  selection:
    CommandLine|re: '(?:-e|-enc)[a-z]{0,${1 + (n % 9)}}\\s+[A-Za-z0-9+/=]{20,}'
  filter:
    User|contains: SYSTEM
  condition: selection and not filter`,
  (n) => `  selection:
    TargetObject|contains: '\\Software\\Key${n}\\Run'
    Details|contains: ['http', '.vbs', '.js']
  filter_null:
    Details: null
  condition: selection and not filter_null`,
];
const ruleText = (n) =>
  `title: Generated ${n}\nid: 00000000-0000-4000-8000-${String(n).padStart(12, '0')}\nstatus: test\nlevel: high\nlogsource:\n  product: windows\n  category: process_creation\ndetection:\n${SHAPES[n % SHAPES.length](n)}\n`;
const sources = Array.from({ length: count }, (_, n) => ({
  file: `${String(n).padStart(6, '0')}.yml`,
  text: ruleText(n),
}));

const seconds = (work) => {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { taken: (user + system) / 1e6, result };
};
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const FOREIGN = {
  elastic: { source: 'events', id: 'event_id' },
  sentinel: { source: 'Events', id: 'EventId' },
  splunk: { source: 'index=events', id: 'event_id' },
  datadog: { source: 'service:events' },
};

const ours = (read, maps) => {
  const times = { parse: [] };
  let queries = 0;
  let unsupported = 0;
  for (let round = 0; round < rounds; round += 1) {
    queries = unsupported = 0;
    const parsed = seconds(read);
    times.parse.push(parsed.taken);
    for (const [name, target] of Object.entries(TARGETS)) {
      const compiled = seconds(() => parsed.result.map((rule) => target.compile(rule, maps?.[name] ?? {})));
      (times[name] ??= []).push(compiled.taken);
      for (const { ok } of compiled.result)
        if (ok) queries += 1;
        else unsupported += 1;
    }
  }
  return { times, queries, unsupported };
};

const installPySigma = () => {
  const requirements = join(here, 'compile-requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const stamp = join(cache, '.requirements');
  const python = join(cache, 'bin/python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  execFileSync('python3', ['-m', 'venv', cache], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements], {
    stdio: 'inherit',
  });
  writeFileSync(stamp, wanted);
  return python;
};

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-bench-'));
try {
  for (const { file, text } of sources) writeFileSync(join(folder, file), text);
  const maps = Object.fromEntries(
    Object.entries(FOREIGN).map(([name, map]) => [name, { map: { fields: {}, ...map } }]),
  );
  const generated = ours(() => parseRules(sources).ruleSet.rules, maps);
  const pack = ours(() => loadRules([packRulesFolder()]).ruleSet.rules);
  const theirs = JSON.parse(
    execFileSync(installPySigma(), [join(here, 'compile_pysigma.py'), folder, String(rounds)], { encoding: 'utf8' }),
  );

  const rate = (number, taken) => Math.round(number / taken);
  const sum = (times, names) => names.reduce((total, name) => total + median(times[name]), 0);
  const first = (times, names) => names.reduce((total, name) => total + times[name][0], 0);
  const three = ['parse', 'splunk', 'elastic', 'sentinel'];
  const ratioOf = (part) => Number((part(theirs, three) / part(generated.times, [...three, 'datadog'])).toFixed(1));
  const rows = [...three, 'datadog'].map((name) => ({
    step: name === 'parse' ? 'parse' : `to ${name}`,
    ours: rate(count, median(generated.times[name])),
    pySigma: theirs[name] === undefined ? null : rate(count, median(theirs[name])),
    ratio:
      theirs[name] === undefined ? null : Number((median(theirs[name]) / median(generated.times[name])).toFixed(1)),
  }));
  const whole = {
    'ours: parse and four targets, rules per CPU second': rate(count, sum(generated.times, [...three, 'datadog'])),
    'pySigma: parse and three backends, rules per CPU second': rate(count, sum(theirs, three)),
    ratio: ratioOf(sum),
    'ratio of the first rounds, before V8 has compiled what is hot': ratioOf(first),
    'queries of ours': generated.queries,
    'unsupported of ours': generated.unsupported,
    'queries of pySigma': theirs.queries,
    'the pack: parse and four targets, CPU seconds': Number(sum(pack.times, [...three, 'datadog']).toFixed(2)),
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ rows, whole })}\n`);
  else {
    console.log(`${count} generated rules, rules per CPU second, median of ${rounds}; Node ${process.version}`);
    console.table(rows);
    for (const [name, value] of Object.entries(whole)) console.log(`${name}: ${value}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
