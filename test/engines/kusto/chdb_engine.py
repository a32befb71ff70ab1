"""Runs Kusto conditions on chdb (ClickHouse's Kusto dialect), one JSON request a line on stdin, one answer a line on stdout.

Requests: {"load": {"table": T, "columns": {name: type}, "rows": [...]}} and {"where": condition}, which answers the
EventId of each row that meets it. The dialect has flat columns and qualified table names only: an array is the text of
its JSON, a missing string or array is ''.
"""
import json
import sys

from chdb import session

CLICKHOUSE = {
    "string": "String",
    "dynamic": "String",
    "datetime": "Nullable(DateTime64(3, 'UTC'))",
    "long": "Nullable(Int64)",
    "real": "Nullable(Float64)",
}
db = session.Session()
db.query("CREATE DATABASE IF NOT EXISTS events")
table = ""


def quoted(name):
    return "`%s`" % name.replace("`", "\\`")


def stored(value, kind):
    if kind == "dynamic":
        return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if kind == "datetime" and value is not None:
        return value.replace("T", " ").replace("Z", "")
    return "" if value is None and kind == "string" else value


def load(request):
    global table
    table = "events.%s" % request["table"]
    columns = request["columns"]
    db.query("DROP TABLE IF EXISTS %s" % table)
    declared = ", ".join("%s %s" % (quoted(name), CLICKHOUSE[kind]) for name, kind in columns.items())
    db.query("CREATE TABLE %s (%s) ENGINE = Memory" % (table, declared))
    rows = [{name: stored(row.get(name), kind) for name, kind in columns.items()} for row in request["rows"]]
    if rows:
        db.query("INSERT INTO %s FORMAT JSONEachRow %s" % (table, "\n".join(json.dumps(row) for row in rows)))
    return {"loaded": len(rows)}


def where(condition):
    text = "SET allow_experimental_kusto_dialect = 1; SET dialect = 'kusto'; %s | where %s | project EventId" % (table, condition)
    try:
        found = json.loads(str(db.query(text, "JSONCompact")))
    finally:
        db.query("set dialect='clickhouse'")
    return {"ids": [row[0] for row in found["data"]]}


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = load(request["load"]) if "load" in request else where(request["where"])
    except Exception as error:  # the caller decides what an error means
        answer = {"error": str(error)[:600]}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
