"""Runs Kusto queries on duckdb-kql, one JSON request a line on stdin, one JSON answer a line on stdout.

Requests: {"load": {"table": T, "columns": {name: type}, "rows": [...], "watchlists": {name: [...]}}} and
{"query": text, "now": time}. Five functions that duckdb-kql lacks are mapped onto DuckDB here; `ingestion_time()` reads
the column _IngestionTime that the loader adds.
"""
import datetime
import ipaddress
import json
import os
import sys
import tempfile

import duckdb_kql
from duckdb_kql import engine
from duckdb_kql.translate import functions

DUCK = {"string": "VARCHAR", "datetime": "TIMESTAMP", "long": "BIGINT", "real": "DOUBLE", "bool": "BOOLEAN", "dynamic": "JSON"}
SHIMS = {
    "translate": ("translate({2}, {0}, {1})", (3,)),
    "ingestion_time": ('"_IngestionTime"', (0,)),
    "ipv4_is_in_range": ("agent_siem_in_network({0}, {1})", (2,)),
    "ipv6_is_in_range": ("agent_siem_in_network({0}, {1})", (2,)),
}
for name, (template, arities) in SHIMS.items():
    if name not in functions.SCALAR_FUNCTIONS:
        functions.SCALAR_FUNCTIONS[name] = functions._f(name, "template", template, arities)


def in_network(address, network):
    """As Kusto: null for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        wanted = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return None
    return parsed.version == wanted.version and parsed in wanted


con = duckdb_kql.connect()
con.execute("SET threads = 1")
translated = {}
con.create_function("agent_siem_in_network", in_network, ["VARCHAR", "VARCHAR"], "BOOLEAN", null_handling="special")


def quoted(name):
    return '"%s"' % name.replace('"', '""')


def stored(name, kind):
    """The column as Kusto would hold it: strings are never null."""
    if kind == "string":
        return "coalesce(%s, '')" % quoted(name)
    return "CAST(%s AS %s)" % (quoted(name), DUCK[kind])


def create(table, columns, rows):
    con.execute("CREATE OR REPLACE TABLE %s (%s)" % (quoted(table), ", ".join("%s %s" % (quoted(n), DUCK[k]) for n, k in columns.items())))
    if not rows:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", delete=False) as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    try:
        types = {name: "VARCHAR" if kind == "datetime" else DUCK[kind] for name, kind in columns.items()}
        given = ", ".join("'%s': '%s'" % (name.replace("'", "''"), kind) for name, kind in types.items())
        values = ", ".join(stored(name, kind) for name, kind in columns.items())
        con.execute("INSERT INTO %s SELECT %s FROM read_json('%s', format='newline_delimited', columns={%s})" % (quoted(table), values, file.name, given))
    finally:
        os.unlink(file.name)


def load(request):
    translated.clear()
    create(request["table"], request["columns"], request["rows"])
    definitions = []
    cases = []
    for name, rows in request.get("watchlists", {}).items():
        columns = {column: "string" for column in ("agent_id", "kind", "value")}
        create("watchlist_" + name, columns, rows)
        cases.append(name)
    if cases:
        # One watchlist at a time is all that rules use.
        definitions.append('function _GetWatchlist(name:string) { watchlist_%s }' % cases[0])
    duckdb_kql.set_functions(definitions)
    return {"loaded": len(request["rows"])}


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    return value


def query(request):
    text = request["query"]
    if text not in translated:
        translated[text] = engine._prepare(con, text, None, query_now=request["now"])
    sql, values = translated[text]
    # Translating takes far longer than running: the clock is a parameter of the translation, not part of it.
    if "kqlnow" in values:
        moment = datetime.datetime.fromisoformat(request["now"].replace("Z", "+00:00")).replace(tzinfo=None)
        values = {**values, "kqlnow": moment}
    # A relation would be bound three times; planning takes most of the time, and threads only cost.
    relation = con.execute(sql, values) if values else con.execute(sql)
    columns = [name for name, *_ in relation.description]
    types = [str(kind) for _, kind, *_ in relation.description]
    rows = [
        [json.loads(value) if kind == "JSON" and value is not None else plain(value) for value, kind in zip(row, types)]
        for row in relation.fetchall()
    ]
    return {"columns": columns, "rows": rows}


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = load(request["load"]) if "load" in request else query(request)
    except Exception as error:  # the caller decides what an error means
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    sys.stdout.write(json.dumps(answer, default=str) + "\n")
    sys.stdout.flush()

# DuckDB's bindings complain at length about an ordinary exit.
os._exit(0)
