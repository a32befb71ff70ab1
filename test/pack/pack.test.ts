import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archive } from '../../src/pack/archive.js';
import { changelog } from '../../src/pack/changelog.js';
import { complianceTable } from '../../src/pack/compliance.js';
import { diffPacks, type ReadPack } from '../../src/pack/diff/diff.js';
import type { Manifest, ManifestRule } from '../../src/pack/manifest.js';
import { readPackFiles } from '../../src/pack/read-pack.js';
import { readSettings } from '../../src/pack/read-settings.js';
import { DEFAULT_SETTINGS } from '../../src/pack/settings.js';
import { checkFresh, checkSums } from '../../src/pack/verify.js';
import { packWith } from './build-once.js';

const { files } = packWith();
const manifest = JSON.parse(files.get('manifest.json') ?? '') as Manifest;

describe('pack build', () => {
  it('gives the same bytes again', () => {
    expect([...packWith().files]).toEqual([...files]);
  });

  it('has the stable names', () => {
    for (const name of [
      'splunk/agent_siem/default/savedsearches.conf',
      'splunk/TA-agent-siem/default/props.conf',
      'elastic/index-template.json',
      'elastic/ilm-policy.json',
      'elastic/rules.ndjson',
      'elastic/dashboards.ndjson',
      'sentinel/workbook.json',
      'datadog/monitors.json',
      'datadog/dashboard.json',
      'datadog/notebook.json',
      'datadog/pipeline.json',
      'manifest.json',
    ]) {
      expect(files.has(name), name).toBe(true);
    }
  });

  it('holds plain JSON in every .json and .ndjson', () => {
    for (const [name, text] of files) {
      if (name.endsWith('.json')) expect(() => JSON.parse(text) as unknown, name).not.toThrow();
      if (name.endsWith('.ndjson')) {
        for (const line of text.trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown, name).not.toThrow();
      }
    }
  });

  it('names every rule in the manifest, with a form for each SIEM or the reason why not', () => {
    for (const { id, targets } of manifest.rules) {
      for (const target of ['splunk', 'elastic', 'sentinel', 'datadog'] as const) {
        const facts = targets[target];
        expect(facts, `${id} ${target}`).toBeDefined();
        if (facts?.form === 'none') expect(facts.missing?.length, `${id} ${target}`).toBeGreaterThan(0);
      }
    }
  });

  it('carries P1 to P6 in every SIEM', () => {
    for (const { id, priority, targets } of manifest.rules) {
      if (priority === undefined) continue;
      for (const target of ['splunk', 'elastic', 'sentinel'] as const)
        expect(targets[target]?.form, `${id} ${target}`).not.toBe('none');
    }
    const datadog = manifest.rules
      .filter(({ targets }) => targets.datadog?.form !== 'none')
      .map(({ priority }) => priority);
    for (const priority of ['P1', 'P2', 'P3', 'P4', 'P5', 'P6']) expect(datadog).toContain(priority);
  });
});

describe('pack verify', () => {
  const copy = (): { readonly folder: string; readonly done: () => void } => {
    const folder = mkdtempSync(join(tmpdir(), 'agent-siem-pack-'));
    for (const [name, text] of files) {
      cpSync('package.json', join(folder, name));
      writeFileSync(join(folder, name), text);
    }
    return { folder, done: () => rmSync(folder, { recursive: true, force: true }) };
  };

  it('names a changed, a missing and an added file', () => {
    const { folder, done } = copy();
    writeFileSync(join(folder, 'elastic/rules.ndjson'), `${files.get('elastic/rules.ndjson') ?? ''} `);
    rmSync(join(folder, 'datadog/monitors.json'));
    writeFileSync(join(folder, 'splunk/extra.conf'), 'x');
    expect(checkSums(readPackFiles(folder), manifest)).toEqual([
      { file: 'datadog/monitors.json', problem: 'missing' },
      { file: 'elastic/rules.ndjson', problem: 'changed' },
      { file: 'splunk/extra.conf', problem: 'not in the manifest' },
    ]);
    done();
  });

  it('ends with 1 and the file on the command line, with 0 for a whole pack', () => {
    const { folder, done } = copy();
    const verify = () =>
      spawnSync(process.execPath, ['dist/cli/main.js', 'pack', 'verify', folder, '--checksums'], { encoding: 'utf8' });
    expect(verify()).toMatchObject({ status: 0 });
    writeFileSync(join(folder, 'sentinel/rules.json'), '{}');
    const after = verify();
    expect(after.status).toBe(1);
    expect(after.stdout).toContain('sentinel/rules.json: changed');
    done();
  });

  it('says it as NDJSON, and nothing when all is well', () => {
    const { folder, done } = copy();
    const verify = () =>
      spawnSync(process.execPath, ['dist/cli/main.js', 'pack', 'verify', folder, '--checksums', '--json'], {
        encoding: 'utf8',
      });
    expect(verify()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    writeFileSync(join(folder, 'sentinel/rules.json'), '{}');
    rmSync(join(folder, 'datadog/monitors.json'));
    const { status, stdout } = verify();
    expect(status).toBe(1);
    expect(stdout).toBe(
      '{"file":"datadog/monitors.json","problem":"missing"}\n{"file":"sentinel/rules.json","problem":"changed"}\n',
    );
    const diff = (...more: readonly string[]) =>
      spawnSync(process.execPath, ['dist/cli/main.js', 'pack', 'diff', 'pack', folder, ...more], { encoding: 'utf8' });
    const [words, objects] = [diff(), diff('--json')].map(({ stdout: text }) => text.trimEnd().split('\n'));
    const changes = (objects ?? []).map(
      (line) => JSON.parse(line) as { readonly about: string; readonly change: string },
    );
    expect(changes.map(({ change }) => change)).toEqual(words);
    expect(changes).toContainEqual({ about: 'file', change: 'files in sentinel: 1 changed, 0 new, 0 gone' });
    expect(diff('--json').status).toBe(1);
    const same = spawnSync(process.execPath, ['dist/cli/main.js', 'pack', 'diff', folder, folder, '--json'], {
      encoding: 'utf8',
    });
    expect(same).toMatchObject({ status: 0, stdout: '' });
    done();
  });

  it('names what the sources would build otherwise', () => {
    const older = new Map(files);
    older.set('elastic/rules.ndjson', 'old');
    older.delete('datadog/metrics.json');
    older.set('elastic/gone.json', '{}');
    expect(checkFresh(older, files)).toEqual([
      { file: 'datadog/metrics.json', problem: 'not built yet' },
      { file: 'elastic/rules.ndjson', problem: 'stale' },
      { file: 'elastic/gone.json', problem: 'not built any more' },
    ]);
  });
});

describe('pack diff', () => {
  const mappings = 'elastic/component-template-mappings.json';
  const change = (path: string, edit: (text: string) => string) =>
    new Map([...files, [path, edit(files.get(path) ?? '')]]);
  const words = (later: ReadPack) => diffPacks({ files, manifest }, later).map(({ change: text }) => text);
  const said = (later: typeof files, changed: Partial<typeof manifest> = {}): string =>
    words({ files: later, manifest: { ...manifest, ...changed } }).join('\n');

  it('says that a field was renamed, and what that breaks', () => {
    const lines = said(change(mappings, (text) => text.replace('"matched_rule"', '"rule_name"')));
    expect(lines).toContain(
      'field governance.matched_rule is now governance.rule_name, it seems: searches and exceptions of yours that name governance.matched_rule find nothing',
    );
    expect(lines).not.toContain('new field governance.rule_name');
  });

  it('does not guess where two fields of a kind went', () => {
    const lines = said(change(mappings, (text) => text.replace('"matched_rule"', '"a"').replace('"reason"', '"b"')));
    expect(lines).toContain('new field governance.a');
    expect(lines).toContain('field governance.reason is gone');
  });

  it.each([
    ['splunk', 'splunk/agent_siem/default/savedsearches.conf', 'decided_by'],
    ['elastic', 'elastic/rules.ndjson', 'decided_by'],
    ['sentinel', 'sentinel/analytics-rules/p1_policy_blocked_tool_call.yaml', 'GovernanceDecidedBy'],
    ['datadog', 'datadog/monitors.json', 'decided_by'],
  ])('names the rules whose query is another in %s', (target, path, word) => {
    const lines = said(change(path, (text) => text.replaceAll(word, `${word}_x`)));
    expect(lines).toMatch(
      new RegExp(
        `^rule P1 p1_policy_blocked_tool_call .*: its query changed in ${target} \\(same version and parameters\\)$`,
        'm',
      ),
    );
  });

  it('says what is kept for how long, and that channels changed', () => {
    const settings = { ...(manifest.settings as object), phiRetentionDays: 2556, notify: { P2: [] } } as never;
    expect(said(files, { settings })).toBe(
      'events that touched protected health information are kept 2556 days instead of 2192\nthe channels that alerts go to are others',
    );
  });

  it('says what a team will notice', () => {
    const [first, second] = manifest.rules as [ManifestRule, ManifestRule];
    const later: Manifest = {
      ...manifest,
      version: '9.0.0',
      rules: [
        { ...first, version: '2.0.0', level: 'critical', parameters: { ...first.parameters, failures: 7 } },
        ...manifest.rules.slice(2),
      ],
    };
    const lines = words({ files, manifest: later }).join('\n');
    expect(lines).toContain(`pack ${manifest.version} is now 9.0.0`);
    expect(lines).toContain(`version ${first.version} is now 2.0.0`);
    expect(lines).toContain('is now critical');
    expect(lines).toContain('new parameter failures = 7');
    expect(lines).toContain(`rule ${second.priority === undefined ? '' : `${second.priority} `}${second.id}`);
    expect(lines).toContain('its alerts stop');
    expect(diffPacks({ files, manifest }, { files, manifest })).toEqual([]);
  });

  it('says that a rule keeps quiet for another time or about something else', () => {
    const [first, ...others] = manifest.rules as [ManifestRule, ...ManifestRule[]];
    const { splunk } = first.targets;
    if (splunk?.throttle === undefined) throw new Error('no throttle');
    const throttle = { ...splunk.throttle, seconds: 77 };
    const later = {
      ...manifest,
      rules: [{ ...first, targets: { ...first.targets, splunk: { ...splunk, throttle } } }, ...others],
    };
    const { seconds, by } = splunk.throttle;
    expect(words({ files, manifest: later })).toEqual([
      `rule ${first.id} (${first.title}) in splunk: keeps quiet after an alert 77 s by ${by}, not ${String(seconds)} s by ${by}`,
    ]);
  });

  it('sees a field that changed its type', () => {
    const path = 'elastic/component-template-mappings.json';
    const later = new Map(files);
    later.set(path, (files.get(path) ?? '').replace('"type": "double"', '"type": "long"'));
    expect(words({ files: later, manifest }).join('\n')).toMatch(/field \S+: type double is now long/);
  });
});

describe('changelog', () => {
  it('keeps older sections and says what a version changed', () => {
    const rule = (id: string, version: string): ManifestRule => ({
      id,
      title: id,
      version,
      level: 'high',
      parameters: {},
      compliance: [],
      sources: [],
      targets: {},
    });
    const first = changelog(undefined, '1.0.0', [rule('a', '1.0.0'), rule('b', '1.0.0')]);
    const second = changelog(first, '1.1.0', [rule('a', '1.1.0'), rule('c', '1.0.0')]);
    expect(second).toContain('New: c. Changed: a, 1.0.0 to 1.1.0. Gone: b.');
    expect(second).toContain('## 1.0.0');
    expect(changelog(second, '1.1.0', [rule('a', '1.1.0'), rule('c', '1.0.0')])).toBe(second);
  });
});

describe('archive', () => {
  it('is read by tar and the same each time', () => {
    const bytes = archive(files, 'splunk/agent_siem');
    expect(archive(files, 'splunk/agent_siem').equals(bytes)).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'agent-siem-archive-'));
    writeFileSync(join(folder, 'app.tgz'), bytes);
    const listed = execFileSync('tar', ['-tzf', join(folder, 'app.tgz')], { encoding: 'utf8' });
    expect(listed).toContain('agent_siem/default/savedsearches.conf');
    const text = execFileSync('tar', ['-xOzf', join(folder, 'app.tgz'), 'agent_siem/default/macros.conf'], {
      encoding: 'utf8',
    });
    expect(text).toBe(files.get('splunk/agent_siem/default/macros.conf'));
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('settings', () => {
  it('reads retention and channels, and refuses what it does not know', () => {
    const text =
      'pack:\n  retention_days: 400\n  notify:\n    P2:\n      - {kind: page, datadog: "@pagerduty-soc", splunk: soc@example.com}\n';
    expect(readSettings('c.yml', text)).toMatchObject({
      retentionDays: 400,
      notify: { P2: [{ kind: 'page', datadog: '@pagerduty-soc' }] },
    });
    expect(() => readSettings('c.yml', 'pack:\n  retention: 400\n')).toThrowError(/retention/);
    expect(() => readSettings('c.yml', 'pack:\n  retention_days: 3\n')).toThrowError(/30/);
    expect(() => readSettings('c.yml', 'pack:\n  notify: {P9: []}\n')).toThrowError(/P9/);
  });

  it('asks for the recipients of an e-mail connector', () => {
    const channel = (text: string): string => `pack:\n  notify:\n    high: {kind: email, elastic: mail-1${text}}\n`;
    expect(readSettings('c.yml', channel(', to: "a@example.com, b@example.com"')).notify).toEqual({
      high: [{ kind: 'email', elastic: 'mail-1', to: ['a@example.com', 'b@example.com'] }],
    });
    expect(() => readSettings('c.yml', channel(''))).toThrowError(/recipients/);
    expect(() => readSettings('c.yml', channel(', to: soc'))).toThrowError(/e-mail address/);
  });
});

describe('docs/compliance.md', () => {
  it('holds the table of the rules as they are: `npm run pack` rewrites it', () => {
    const table = /<!-- generated: controls -->\n([\s\S]*?)<!-- end -->/.exec(
      readFileSync('docs/compliance.md', 'utf8'),
    )?.[1];
    expect(table).toBe(complianceTable(manifest.rules, DEFAULT_SETTINGS));
  });
});
