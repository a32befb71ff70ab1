/**
 * What a map may name as the source of foreign events: it stands at the beginning of a query, in the target's own syntax.
 * @module
 */
import type { TargetName } from './target.js';

interface SourceForm {
  readonly form: RegExp;
  readonly message: string;
  readonly example: string;
}

const FORMS: Readonly<Record<TargetName, SourceForm>> = {
  // A word alone would be looked for in the text of all events.
  splunk: {
    form: /^[^|[\]\r\n]*[=`][^|[\]\r\n]*$/,
    message: 'not the terms of one search, or a macro',
    example: 'index=wineventlog',
  },
  elastic: {
    form: /^[^\s"'`|[\](),=#/\\]+(?:, ?[^\s"'`|[\](),=#/\\]+)*$/,
    message: 'not an index, data stream, alias or pattern of them',
    example: 'winlogbeat-*',
  },
  sentinel: { form: /^[\w .-]+$/, message: 'not the name of a table or function', example: 'SecurityEvent' },
  datadog: {
    form: /^[^\r\n]*:[^\r\n]*$/,
    message: 'not the terms of a log search',
    example: 'source:okta',
  },
};

/** What is wrong with a source, and its mend; undefined: nothing. */
export const sourceProblem = (
  target: TargetName,
  source: string,
): { readonly message: string; readonly mend: string } | undefined => {
  const { form, message, example } = FORMS[target];
  return form.test(source) ? undefined : { message: `${message} in ${target}`, mend: `Write it as source: ${example}` };
};
