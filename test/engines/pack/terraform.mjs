// The Terraform form of the Datadog pack, evaluated by Terraform: with its defaults it says what the API bodies say, with a
// customer's values the monitors are still whole, and values out of bounds are refused.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strictProblems } from '../datadog/strict-models.mjs';
import { evaluateResources, installTerraform } from '../terraform/terraform.mjs';
import { monitorLimits } from './datadog.mjs';

const readJson = (pack, file) => JSON.parse(readFileSync(join(pack, 'datadog', file), 'utf8'));

/** Arguments of the resource that the API has among the options; the first two under other names. */
const OPTIONS = {
  monitor_thresholds: 'thresholds',
  monitor_threshold_windows: 'threshold_windows',
  ...Object.fromEntries(
    [
      'notify_no_data',
      'include_tags',
      'enable_logs_sample',
      'on_missing_data',
      'groupby_simple_monitor',
      'require_full_window',
    ].map((name) => [name, name]),
  ),
};

/** The body that the provider makes of a resource. */
const bodyOf = (resource) => {
  const entries = Object.entries(resource);
  const options = Object.fromEntries(
    entries.flatMap(([name, value]) => (name in OPTIONS ? [[OPTIONS[name], value]] : [])),
  );
  return { ...Object.fromEntries(entries.filter(([name]) => !(name in OPTIONS))), options };
};

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((key) => [key, sorted(value[key])]),
        )
      : value;
const same = (left, right) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

/** The API body that the provider makes of the pipeline resource; tags are not in the resource of older providers. */
const pipelineBody = ({ filter, processor, ...rest }) => ({
  ...rest,
  tags: ['managed_by:agent-siem'],
  filter: filter[0],
  processors: processor.map((one) => {
    const [[block, [{ category, ...settings }]]] = Object.entries(one);
    const type = block === 'reference_table_lookup_processor' ? 'lookup-processor' : block.replaceAll('_', '-');
    return { type, ...settings, ...(category === undefined ? {} : { categories: category }) };
  }),
});

/** Bounds of a variable, out of its own validation. */
const boundsOf = ({ validation }) => {
  const condition = validation?.[0]?.condition ?? '';
  const [least, most] = [/>= ([\d.]+)/, /<= ([\d.]+)/].map((pattern) => Number(pattern.exec(condition)?.[1]));
  return { least, most };
};

/** Problems of terraform/main.tf.json. */
export const checkTerraform = async (pack) => {
  const program = await installTerraform();
  const main = readJson(pack, 'terraform/main.tf.json');
  const problems = [];
  let checked = 0;
  const check = (what, ok) => {
    checked += 1;
    if (!ok) problems.push({ file: 'terraform/main.tf.json', what });
  };
  const monitorsWith = (values) => {
    const { resources, error } = evaluateResources(program, main, values);
    if (error !== undefined) throw new Error(error.slice(0, 2000));
    return {
      resources,
      monitors: Object.entries(resources.datadog_monitor).map(([name, resource]) => [name, bodyOf(resource)]),
    };
  };

  const standard = monitorsWith({});
  const wanted = readJson(pack, 'monitors.json').map((body) => ({ ...body, message: `${body.message}\n` }));
  for (const [name, body] of standard.monitors) {
    check(
      `${name}: no monitor of monitors.json`,
      wanted.some((one) => same(one, body)),
    );
  }
  check('as many monitors', wanted.length === standard.monitors.length);
  const { dashboard } = standard.resources.datadog_dashboard_json.agent_governance;
  check('the dashboard', same(JSON.parse(dashboard), readJson(pack, 'dashboard.json')));
  const made = standard.resources.datadog_logs_custom_pipeline.ai_governance;
  check('the pipeline', same(pipelineBody(made), readJson(pack, 'pipeline.json')));
  const siem = readJson(pack, 'cloud-siem-rules.json');
  const siemRules = Object.values(standard.resources.datadog_security_monitoring_rule_json);
  check(
    'the Cloud SIEM rules, none of them unasked',
    siemRules.length === siem.length &&
      siemRules.every(({ count, json }, index) => count === 0 && same(JSON.parse(json), siem[index])),
  );
  check(
    'no archive without a bucket',
    Object.values(standard.resources.datadog_logs_archive).every(({ count }) => count === 0),
  );

  // Half way between its default and the most that it takes, as a whole number.
  const numbers = Object.entries(main.variable).filter(([, { type }]) => type === 'number');
  const values = Object.fromEntries(
    numbers.map(([name, variable]) => [
      name,
      Math.round((variable.default + Math.min(boundsOf(variable).most, 100)) / 2),
    ]),
  );
  const tuned = monitorsWith({
    ...values,
    notify: '@slack-security',
    cloud_siem: true,
    archive_bucket: 'b',
    archive_account_id: '1',
    archive_role_name: 'r',
  });
  for (const [name, body] of tuned.monitors) {
    const before = main.resource.datadog_monitor[name];
    const filled = before.query
      .replaceAll(/\$\{var\.(\w+)\}/g, (_, variable) => String(values[variable]))
      .replaceAll('$${', '${')
      .replaceAll('%%{', '%{');
    check(`${name}: ${body.query}`, body.query === filled);
    check(`${name} tells the handle`, body.message.endsWith('\n@slack-security'));
    for (const what of [...strictProblems('v1', 'Monitor', body), ...monitorLimits(body)])
      check(`${name}: ${what}`, false);
  }
  const changed = tuned.monitors.filter(
    ([name, { query }]) => query !== standard.monitors.find(([other]) => other === name)[1].query,
  );
  check('values that change nothing', changed.length >= 5);
  check(
    'Cloud SIEM rules where asked for',
    Object.values(tuned.resources.datadog_security_monitoring_rule_json).every(({ count }) => count === 1),
  );
  check(
    'an archive with a bucket',
    Object.values(tuned.resources.datadog_logs_archive).every(
      ({ count, s3_archive }) => count === 1 && s3_archive[0].bucket === 'b',
    ),
  );

  for (const [name, variable] of numbers) {
    const { least, most } = boundsOf(variable);
    for (const value of [least - 1, most + 1]) {
      check(
        `${name}: ${value} is taken`,
        /Must lie within/.test(evaluateResources(program, main, { [name]: value }).error ?? ''),
      );
    }
  }
  return { checked, problems };
};
