/**
 * Rollup and learned forms, where asked for.
 * @module
 */

/** Lines of load.sh. */
export const optional = `printf '{}' > "$work/empty.json"
more() { # file of rules: switched on as the others are
  if [ -n "$enable" ]; then sed 's/"enabled":false/"enabled":true/' "$1" > "$work/enabled.ndjson"; set -- "$work/enabled.ndjson"; fi
  import "$kibana/s/$space/api/detection_engine/rules/_import?overwrite=true&overwrite_exceptions=false&overwrite_action_connectors=false" "$1"
}
if [ -n "$rollup" ]; then
  send PUT "$es/_ingest/pipeline/ai-governance-rollup" $json rollup/pipeline.json
  # Those that write one document an event come first: the others read them.
  for transform in rollup/*-events*.transform.json $(ls rollup/*.transform.json | grep -v -- -events); do
    id=$(basename "$transform" .transform.json)
    if absent "$es/_transform/$id"; then
      send PUT "$es/_transform/$id?defer_validation=true" $json "$transform"
      send POST "$es/_transform/$id/_start" $json "$work/empty.json"
    else echo "transform $id: is there already"; fi
  done
  more "$rollups"
fi
[ -n "$learned" ] || exit 0
for job in ml/*.job.json; do
  id=$(basename "$job" .job.json)
  if ! absent "$es/_ml/anomaly_detectors/$id"; then echo "job $id: is there already"; continue; fi
  send PUT "$es/_ml/anomaly_detectors/$id" $json "$job"
  send PUT "$es/_ml/datafeeds/datafeed-$id" $json "ml/$id.datafeed.json"
  send POST "$es/_ml/anomaly_detectors/$id/_open" $json "$work/empty.json"
  send POST "$es/_ml/datafeeds/datafeed-$id/_start?start=now-14d" $json "$work/empty.json"
done
more ml-rules.ndjson
`;
