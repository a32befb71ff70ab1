"""CPU seconds of pySigma on a folder of rules: parsing, and converting with each backend. Prints one JSON object."""

import json
import pathlib
import sys
import time

from sigma.backends.elasticsearch import ESQLBackend
from sigma.backends.kusto import KustoBackend
from sigma.backends.splunk import SplunkBackend
from sigma.collection import SigmaCollection

texts = [path.read_text() for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yml"))]
rounds = int(sys.argv[2])


def seconds(work):
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


report = {"parse": [], "splunk": [], "elastic": [], "sentinel": [], "queries": 0}
for _ in range(rounds):
    taken, collection = seconds(lambda: SigmaCollection.merge([SigmaCollection.from_yaml(text) for text in texts]))
    report["parse"].append(taken)
    report["queries"] = 0
    for name, backend in (("splunk", SplunkBackend), ("elastic", ESQLBackend), ("sentinel", KustoBackend)):
        # Backends keep what pipelines changed: each round converts what it parsed itself.
        taken, queries = seconds(lambda: backend().convert(collection))
        report[name].append(taken)
        report["queries"] += len(queries)
print(json.dumps(report))
