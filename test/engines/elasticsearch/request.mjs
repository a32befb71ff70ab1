// One call of Elasticsearch's API.

/**
 * The answer as an object. `body` is an object, or the text of an NDJSON request. Rejects with the engine's reason where
 * it says one, its type as `kind` and the HTTP `status`.
 */
export const request = async (url, method, path, body) => {
  const text = typeof body === 'string';
  const given =
    body === undefined
      ? {}
      : {
          body: text ? body : JSON.stringify(body),
          headers: { 'content-type': text ? 'application/x-ndjson' : 'application/json' },
        };
  const response = await fetch(`${url}${path}`, { method, ...given });
  const answer = await response.json();
  if (response.ok) return answer;
  const { type: kind, reason = JSON.stringify(answer).slice(0, 600) } = answer.error?.root_cause?.[0] ?? {};
  throw Object.assign(new Error(`${method} ${path}: ${reason}`), { kind, status: response.status });
};
