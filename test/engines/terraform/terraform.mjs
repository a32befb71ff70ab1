// Terraform itself (MPL-2.0), built from the Go module proxy: reads variables and evaluates what resources say. The
// provider of Datadog cannot be had, so that resources stand as outputs; nothing is created anywhere.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../cache.mjs';
import { runInstaller } from '../download.mjs';

/** Version of the last release under MPL-2.0. */
export const TERRAFORM_VERSION = '1.5.7';

/** Path of the program; builds it unless it is in the cache. A cold build takes minutes. */
export const installTerraform = async () => {
  const folder = join(cacheFolder('terraform'), TERRAFORM_VERSION);
  const program = join(folder, 'terraform');
  if (existsSync(program)) return program;
  const env = {
    ...process.env,
    GOBIN: folder,
    CGO_ENABLED: '0',
    GOFLAGS: '-modcacherw -trimpath',
    GOWORK: 'off',
    GOMODCACHE: join(cacheFolder('terraform'), 'gomod'),
    GOCACHE: join(cacheFolder('terraform'), 'gocache'),
  };
  await runInstaller('build Terraform', 'go', ['install', `github.com/hashicorp/terraform@v${TERRAFORM_VERSION}`], {
    env,
  });
  return program;
};

/** Resources of a configuration with these variables, as Terraform evaluates them; or what it says against the values. */
export const evaluateResources = (program, { variable, resource }, values) => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-terraform-'));
  const run = (...args) =>
    spawnSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { PATH: process.env.PATH, HOME: folder, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' },
    });
  try {
    writeFileSync(
      join(folder, 'main.tf.json'),
      JSON.stringify({ variable, output: { resources: { value: resource } } }, null, 1),
    );
    writeFileSync(join(folder, 'values.tfvars.json'), JSON.stringify(values));
    const applied = run('apply', '-auto-approve', '-input=false', '-no-color', '-var-file=values.tfvars.json');
    if (applied.status !== 0) return { error: `${applied.stderr}${applied.error ?? ''}` };
    return { resources: JSON.parse(run('output', '-json').stdout).resources.value };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
