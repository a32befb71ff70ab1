"""The pack through pySigma, an independent Sigma implementation: a rule means the same there, or is refused.

Reads {"files": {name: text}, "own": [name], "events": [...], "truth": {rule: [bool]}} on stdin: texts of the rule files,
the files with a correlation type that pySigma must refuse, events, and for each detection which events match it here.
"""

import json
import re
import sys

import yaml
from sigma.backends.splunk import SplunkBackend
from sigma.collection import SigmaCollection
from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.types import SigmaBool, SigmaCasedString, SigmaExists, SigmaNull, SigmaNumber, SigmaString, SpecialChars
from sigma.types import SigmaCompareExpression


# What pySigma 1.5.1 itself gets wrong. Each entry is checked to be still there.
DEFECTS = {
    "config_changed_off_hours": "several values of timestamp|hour convert to timestamp IN (...), without the hour",
}


class NotUnderstood(Exception):
    """pySigma has a form for it that it refuses to convert, or that this check does not evaluate."""


def field(event, path):
    for key in path.split("."):
        event = event.get(key) if isinstance(event, dict) else None
    return event


def string_matches(pattern, text):
    cased = isinstance(pattern, SigmaCasedString)
    expression = "".join(
        {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}[part]
        if isinstance(part, SpecialChars)
        else re.escape(part)
        for part in pattern.s
    )
    return re.fullmatch(expression, text, re.S | (0 if cased else re.I)) is not None


def value_matches(value, found):
    if "Timestamp" in type(value).__name__:
        raise NotUnderstood("a part of a time")
    if isinstance(value, SigmaExists):
        return (found is not None) == value.exists
    if isinstance(value, SigmaNull):
        return found is None
    elements = found if isinstance(found, list) else [] if found is None else [found]
    if isinstance(value, SigmaNumber):
        return any(element == value.number for element in elements)
    if isinstance(value, SigmaBool):
        return any(element is value.boolean for element in elements)
    if isinstance(value, SigmaCompareExpression):
        number = value.number.number
        compare = {"LT": lambda a: a < number, "LTE": lambda a: a <= number, "GT": lambda a: a > number, "GTE": lambda a: a >= number}
        return any(isinstance(element, (int, float)) and compare[value.op.name](element) for element in elements)
    if isinstance(value, SigmaString):
        return any(string_matches(value, str(element)) for element in elements)
    raise NotUnderstood(type(value).__name__)


def holds(node, event):
    if isinstance(node, ConditionAND):
        return all(holds(part, event) for part in node.args)
    if isinstance(node, ConditionOR):
        return any(holds(part, event) for part in node.args)
    if isinstance(node, ConditionNOT):
        return not holds(node.args[0], event)
    if isinstance(node, ConditionFieldEqualsValueExpression):
        return value_matches(node.value, field(event, node.field))
    raise NotUnderstood(type(node).__name__)


def main():
    given = json.load(sys.stdin)
    problems, equal, refused, converted = [], 0, 0, 0
    for name, text in given["files"].items():
        try:
            SplunkBackend().convert(SigmaCollection.from_yaml(text))
            converted += 1
            if name in given["own"]:
                problems.append(f"{name}: pySigma converts a type it does not know")
        except (SigmaError, NotImplementedError):
            refused += 1
        for document in yaml.safe_load_all(text):
            if "detection" not in document:
                continue
            rule = SigmaRule.from_dict(document)
            here = given["truth"][document["name"]]
            try:
                tree = rule.detection.parsed_condition[0].parsed
                there = [holds(tree, event) for event in given["events"]]
            except NotUnderstood as reason:
                known = document["name"] in DEFECTS
                try:
                    SplunkBackend().convert_rule(SigmaRule.from_dict(document))
                    if not known:
                        problems.append(f"{document['name']}: converts, and {reason} was not compared")
                except (SigmaError, NotImplementedError):
                    if known:
                        problems.append(f"{document['name']}: the defect is mended, take it out of DEFECTS")
                continue
            equal += 1
            different = sum(1 for a, b in zip(here, there) if a != b)
            if different:
                problems.append(f"{document['name']}: differs on {different} of {len(here)} events")
    for problem in problems:
        print(problem)
    for name, defect in DEFECTS.items():
        print(f"{name}: not comparable, {defect}")
    print(f"pySigma: {converted} rules convert, {refused} are refused, {equal} detections equal on {len(given['events'])} events")
    return 1 if problems else 0


sys.exit(main())
