"""Asks another implementation of JSON Schema what it makes of the schemas of packages/schema.

    python3 tools/check-json-schemas.py

Needs jsonschema 4.18 or newer (Debian: python3-jsonschema); `npx -y pnpm@12 independent` runs it
where that is there, and no test requires it. Each document of the vectors must be accepted or
refused as the specification says, but for the rules that JSON Schema cannot say:
packages/vectors/data/schema/json-schema.json has one document for each, which must be accepted here.
"""

import copy
import json
import pathlib
import sys

import jsonschema

PACKAGES = pathlib.Path(__file__).resolve().parent.parent / "packages"
VECTORS = PACKAGES / "vectors" / "data"
# Messages of the scenarios whose fault is one of shape: a field that is none, two values of one, a part that is missing.
MISSHAPEN = ("S15.1", "S15.9", "S17.9")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def apply(document, operations):
    """A copy of a document changed by operations of RFC 6902."""
    root = {"": copy.deepcopy(document)}
    for operation in operations:
        holder, name = locate(root, operation["path"])
        if operation["op"] == "remove":
            del holder[name]
            continue
        if operation["op"] == "copy":
            source, source_name = locate(root, operation["from"])
            value = source[key(source, source_name)]
        else:
            value = operation["value"]
        value = copy.deepcopy(value)
        if isinstance(holder, list) and operation["op"] != "replace":
            holder.insert(len(holder) if name == "-" else int(name), value)
        else:
            holder[key(holder, name)] = value
    return root[""]


def locate(root, path):
    *parents, name = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]
    holder = root
    for parent in parents:
        holder = holder[key(holder, parent)]
    return holder, name


def key(holder, name):
    return int(name) if isinstance(holder, list) else name


def main():
    validators = {}
    for path in sorted((PACKAGES / "schema" / "json-schemas").glob("*.json")):
        schema = read(path)
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[path.stem] = jsonschema.Draft202012Validator(schema)

    cases = []
    unsaid = read(VECTORS / "schema" / "json-schema.json")
    for name, document in unsaid["documents"].items():
        cases.append((f"{name} of json-schema.json", name, document, True))
    for case in unsaid["cases"]:
        document = apply(unsaid["documents"][case["schema"]], case["ops"])
        cases.append((case["id"], case["schema"], document, True))
    codes = {case["issue"]["code"] for case in unsaid["cases"]}

    first = None
    for path in sorted((VECTORS / "scenarios").glob("*.json")):
        scenarios = read(path)
        for scenario in scenarios["scenarios"]:
            for entry in scenario["messages"]:
                first = first or entry["message"]
                label = f"{scenario['id']}.{entry['n']}"
                cases.append((label, "message", entry["message"], label not in MISSHAPEN))
                for consent in entry["context"]["consents"]:
                    cases.append((f"consent of {label}", "consent", consent, True))
        for name, agreement in scenarios["agreements"].items():
            cases.append((name, "agreement", agreement, True))
    for case in read(VECTORS / "schema" / "messages.json")["cases"]:
        accepted = all(issue["code"] in codes for issue in case["issues"])
        cases.append((case["id"], "message", apply(first, case["ops"]), accepted))

    whole = read(VECTORS / "message" / "s01-1.json")
    cases.append(("draft of s01-1", "draft", whole["draft"], True))
    cases.append(("payload of s01-1", "payload", json.loads(whole["payload"]), True))

    # What ECMA-262 and Python read differently, were the schemas written carelessly.
    for label, value in [("line end", "2026-12-19\n"), ("other digits", "2026-12-1\u0669")]:
        edit = {"op": "replace", "path": "/clear/env.retention.eraseBy", "value": value}
        cases.append((f"{label} in a date", "draft", apply(whole["draft"], [edit]), False))

    wrong = [label for label, name, document, accepted in cases
             if validators[name].is_valid(document) != accepted]
    for label in wrong:
        print(f"answered otherwise: {label}", file=sys.stderr)
    refused = sum(not accepted for *_, accepted in cases)
    print(f"{len(validators)} schemas, {len(cases)} documents, {refused} of them refused: "
          f"{len(wrong)} answered otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
