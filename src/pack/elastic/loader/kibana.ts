/**
 * Kibana: space, dashboards, exception lists, rules.
 * @module
 */

/** Lines of load.sh. */
export const kibana = `absent() { # url: what is there has learned or counted already, or is yours, and stays as it is
  [ -n "$dry" ] || ! curl -sS -f -o /dev/null -K "$work/auth" "$1" 2>/dev/null
}
# A key that is limited to the space may not make it, and need not once it is there.
if absent "$kibana/s/$space/api/spaces/space/$space"; then
  sed "s|\\"id\\": \\"ai-governance\\"|\\"id\\": \\"$space\\"|" space.json > "$work/space.json"
  send POST "$kibana/api/spaces/space" $json "$work/space.json"
else echo "space $space: is there already"; fi
import "$kibana/s/$space/api/saved_objects/_import?overwrite=true" dashboards.ndjson
# One call a list: an import of lists that are there already answers as a failed one. Yours stay as they are.
while IFS= read -r list; do
  printf '%s' "$list" | sed 's/^{"id":"[^"]*",/{/' > "$work/exception-list.json"
  send POST "$kibana/s/$space/api/exception_lists" $json "$work/exception-list.json"
done < exception-lists.ndjson
rules=rules.ndjson rollups=rollup-rules.ndjson
filled() { # template result
  cp "$1" "$2"
  # Defaults last: the first substitution wins, and what you do not set keeps its default.
  { cat "$values"; echo; cat values.env; } | grep -E '^[a-z0-9_]+[.][a-z0-9_]+=[0-9]+([.][0-9]+)?$' | while IFS='=' read -r name value; do
    # A placeholder alone in quotes is a number outside the query's text.
    sed -e "s|\\"@@$name@@\\"|$value|g" -e "s|@@$name@@|$value|g" "$2" > "$work/next" && mv "$work/next" "$2"
  done
  if grep -q '@@' "$2"; then echo 'a parameter has no value' >&2; exit 1; fi
}
if [ -n "$values" ]; then
  filled rules.template.ndjson "$work/rules.ndjson"; rules=$work/rules.ndjson
  filled rollup-rules.template.ndjson "$work/rollup-rules.ndjson"; rollups=$work/rollup-rules.ndjson
fi
if [ -n "$enable" ]; then sed 's/"enabled":false/"enabled":true/' "$rules" > "$work/enabled.ndjson"; rules=$work/enabled.ndjson; fi
import "$kibana/s/$space/api/detection_engine/rules/_import?overwrite=true&overwrite_exceptions=false&overwrite_action_connectors=false" "$rules"

`;
