/**
 * Checks of the customer's files, before anything is sent.
 * @module
 */

/** Lines of load.sh. */
export const givenFiles = `if [ -n "$scope" ]; then
  # Read before anything is sent: a table that was emptied for a file with a mistake would hide every violation.
  # No field needs quotes; a line that has them is refused rather than guessed at.
  if grep -q '["\\\\]' "$scope"; then echo "$scope: quotes and backslashes are not taken" >&2; exit 2; fi
  tr -d '\\r' < "$scope" | awk -F, -v file="$scope" '
    NR == 1 && $0 != "agent_id,kind,value" { print file ":1: the first line is agent_id,kind,value" > "/dev/stderr"; exit 2 }
    NR == 1 || $0 == "" { next }
    NF != 3 || $1 == "" || $3 == "" || $2 !~ /^(tool|server|department|data_class)$/ {
      print file ":" NR ": not agent_id,kind,value with kind tool, server, department or data_class" > "/dev/stderr"; exit 2
    }
    { printf "{\\"index\\":{}}\\n{\\"agent_id\\":\\"%s\\",\\"kind\\":\\"%s\\",\\"value\\":\\"%s\\",\\"table\\":\\"agent_scope\\"}\\n", $1, $2, $3 }' > "$work/scope.ndjson" || exit 2
fi
if [ -n "$values" ]; then
  # A line that would be passed over in silence, or a name that no rule has, is a mistake.
  wrong=$(grep -vE '^[[:space:]]*(#.*)?$' "$values" | grep -vE '^[a-z0-9_]+[.][a-z0-9_]+=[0-9]+([.][0-9]+)?$' || :)
  if [ -n "$wrong" ]; then echo "$values: not rule.parameter=number: $wrong" >&2; exit 2; fi
  for name in $(grep -vE '^[[:space:]]*(#.*)?$' "$values" | cut -d= -f1); do
    grep -q "^$name=" values.env || { echo "$values: no parameter $name (values.env lists them)" >&2; exit 2; }
  done
fi
`;
