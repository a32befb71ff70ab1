// Recall and precision of the secret scanner on test vectors that others published: those of gitleaks, which its rules
// are validated with, true and false positives. Nothing of them is part of this repository.
//
//   git clone https://github.com/gitleaks/gitleaks /tmp/gitleaks
//   npm run build && node bench/secrets.mjs /tmp/gitleaks [--list] [--vectors FILE]
//   node bench/secrets.mjs --folder node_modules [--list]     findings in text files that should hold no secret
//
// Needs Go. The checkout is copied, its `Validate` replaced by one that prints, its random values are seeded. A vector
// counts as found when the scanner reports anything in it. --list prints what was missed and what was found wrongly;
// --keep FILE writes the vectors; --vectors reads NDJSON of {rule, secret, text} instead of asking gitleaks.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSecretScanner } from '../dist/secrets/index.js';
import { isPlaceholder } from '../dist/secrets/placeholders.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    vectors: { type: 'string' },
    keep: { type: 'string' },
    folder: { type: 'string' },
  },
});

const PRINTING = `package utils

import (
	"encoding/json"
	"os"
	"sort"

	"github.com/zricethezav/gitleaks/v8/config"
)

func show(rule string, secret bool, texts []string) {
	sort.Strings(texts)
	for _, text := range texts {
		line, _ := json.Marshal(map[string]any{"rule": rule, "secret": secret, "text": text})
		os.Stdout.Write(append(line, '\\n'))
	}
}

func Validate(rule config.Rule, truePositives []string, falsePositives []string) *config.Rule {
	show(rule.RuleID, true, truePositives)
	show(rule.RuleID, false, falsePositives)
	return &rule
}

func texts(byPath map[string]string) []string {
	found := []string{}
	for _, text := range byPath {
		found = append(found, text)
	}
	return found
}

func ValidateWithPaths(rule config.Rule, truePositives map[string]string, falsePositives map[string]string) *config.Rule {
	return Validate(rule, texts(truePositives), texts(falsePositives))
}
`;
const SEEDED = `package secrets

import "github.com/lucasjones/reggen"

var seed int64 = 20261126

func NewSecret(regex string) string {
	g, err := reggen.NewGenerator(regex)
	if err != nil {
		panic(err)
	}
	seed++
	g.SetSeed(seed)
	return g.Generate(1)
}
`;

const vectorsOfGitleaks = (checkout) => {
  const copy = mkdtempSync(join(tmpdir(), 'gitleaks-'));
  try {
    cpSync(checkout, copy, { recursive: true });
    writeFileSync(join(copy, 'cmd/generate/config/utils/validate.go'), PRINTING);
    writeFileSync(join(copy, 'cmd/generate/secrets/regen.go'), SEEDED);
    const run = { cwd: join(copy, 'cmd/generate/config'), maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] };
    return execFileSync('go', ['run', '.', join(copy, 'out.toml')], run).toString('utf8');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const scanner = createSecretScanner({ fingerprintKey: 'bench' });

const scanFolder = (folder) => {
  const seen = { files: 0, characters: 0, findings: 0 };
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/\.(?:[cm]?[jt]s|json|md|map|lock|ya?ml)$/.test(file) || statSync(file).size > 400_000)
      continue;
    const text = readFileSync(file, 'utf8');
    const { findings } = scanner.scan(text);
    seen.files += 1;
    seen.characters += text.length;
    seen.findings += findings.length;
    if (values.list) for (const { type } of findings) process.stdout.write(`${type} ${file}\n`);
  }
  return `${String(seen.files)} files, ${String(Math.round(seen.characters / 1e6))} million characters, ${String(seen.findings)} findings\n`;
};

if (values.folder !== undefined) {
  process.stdout.write(scanFolder(values.folder));
  process.exit(0);
}
if (values.vectors === undefined && positionals.length !== 1) {
  process.stderr.write('Usage: node bench/secrets.mjs GITLEAKS_CHECKOUT [--list] | --vectors FILE\n');
  process.exit(2);
}
const text = values.vectors === undefined ? vectorsOfGitleaks(positionals[0]) : readFileSync(values.vectors, 'utf8');
if (values.keep !== undefined) writeFileSync(values.keep, text);
const vectors = text
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));
const judged = vectors.map((vector) => ({
  ...vector,
  types: scanner.scan(vector.text).findings.map(({ type }) => type),
}));
/** Rules of gitleaks for what names an account or is meant to be seen: quiet here on purpose. */
const OPEN = /-(?:client|access|api)-id$|-pub(?:lic)?-|-public-key$|browser|^mapbox/;
const rates = (among) => {
  const count = (holds) => among.filter(holds).length;
  const secrets = count(({ secret }) => secret);
  const found = count(({ secret, types }) => secret && types.length > 0);
  const wrong = count(({ secret, types }) => !secret && types.length > 0);
  return (
    `${String(secrets)} with a secret, ${String(among.length - secrets)} without: recall ${(found / secrets).toFixed(3)}, ` +
    `precision ${(found / (found + wrong)).toFixed(3)}, ${String(secrets - found)} missed, ${String(wrong)} found wrongly\n`
  );
};
if (values.list) {
  for (const { rule, secret, text: shown, types } of judged) {
    if (secret !== types.length > 0) {
      process.stdout.write(`${secret ? 'missed' : 'wrong '} ${rule}: ${JSON.stringify(shown)} ${types.join(',')}\n`);
    }
  }
}
/** Why a vector is missed, judged by the longest word in it that could be the value. */
const whyMissed = ({ text: shown }) => {
  const words = shown.match(/[\w.+/=~-]{6,}/g) ?? [];
  if (words.some((word) => /\d/.test(word) && isPlaceholder(word)) || words.some((word) => /(.)\1{5,}/.test(word)))
    return 'with a value that counts as a placeholder';
  const longest = words.reduce((most, word) => Math.max(most, /\d/.test(word) ? word.length : 0), 0);
  return longest <= 15 ? 'with no word of digits and letters longer than 15 characters' : 'other';
};
const closed = judged.filter(({ rule }) => !OPEN.test(rule));
process.stdout.write(`all: ${rates(judged)}`);
process.stdout.write(`without ids and publishable keys: ${rates(closed)}`);
const reasons = new Map();
for (const vector of closed.filter(({ secret, types }) => secret && types.length === 0)) {
  const why = whyMissed(vector);
  reasons.set(why, (reasons.get(why) ?? 0) + 1);
}
for (const [why, missed] of reasons) process.stdout.write(`  missed, ${why}: ${String(missed)}\n`);
