/**
 * Elasticsearch: lifecycle, templates, pipeline, scope table.
 * @module
 */

/** Lines of load.sh. */
export const storage = `json=application/json
send PUT "$es/_ilm/policy/ai-governance" $json ilm-policy.json
send PUT "$es/_ilm/policy/ai-governance-phi" $json ilm-policy-phi.json
send PUT "$es/_component_template/ai-governance-mappings" $json component-template-mappings.json
send PUT "$es/_component_template/ai-governance-settings" $json component-template-settings.json
send PUT "$es/_ingest/pipeline/ai-governance" $json ingest-pipeline.json
send PUT "$es/_index_template/ai-governance" $json index-template.json
send PUT "$es/_index_template/ai-governance-phi" $json index-template-phi.json

# A lookup index is one shard and is rewritten as a whole.
if [ -n "$dry" ] || ! curl -sS -f -o /dev/null -K "$work/auth" -I "$es/agent_scope" 2>/dev/null; then
  send PUT "$es/agent_scope" $json agent-scope-index.json
fi
if [ -n "$scope" ]; then
  printf '{"query":{"match_all":{}}}' > "$work/all.json"
  send POST "$es/agent_scope/_delete_by_query?refresh=true" $json "$work/all.json"
  [ ! -s "$work/scope.ndjson" ] || send POST "$es/agent_scope/_bulk?refresh=true" application/x-ndjson "$work/scope.ndjson"
fi

`;
