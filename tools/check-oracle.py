#!/usr/bin/env python3
"""Holds packages/policy against an independent evaluator of the same tables.

    node --conditions=@safepassage/source packages/policy/test/oracle-export.ts FILE
    tools/check-oracle.py --checker CHECK.PY FILE [--print]

CHECK.PY is a Python script with its own reading of the data files beside it: a class `Msg` with
`leaves`, `heads`, `permitted(leaf)` and `expr(expression, leaf)`, a function `rungs(field, value)`
and the tables `SC` and `RANK`. Each line of FILE is a message in its context, and what
packages/policy judges of its leaves. Prints the differences; with --print also the paths that the
evaluator permits. Exit status 1 if the two differ where EXPLAINED does not say why. Standard
library only.
"""
import argparse
import json
import sys

from oracle import fixture, load

# Where this project's catalogue has been changed, with the reason in catalogue/data/changes.json.
EXPLAINED = {
    ("DATA_SUBJECT_RIGHTS", field)
    for field in ("subject.ledCategory", "subject.ageClass", "subject.nonPunishment")
}


def precise(checker, message, leaf):
    """Whether every rung of a value is granted by an entry of the purpose."""
    return all(
        any(
            entry["ladder"] == ladder
            and entry.get("field", leaf["f"]) == leaf["f"]
            and checker.RANK[ladder][rung] <= checker.RANK[ladder][entry["rung"]]
            and ("when" not in entry or message.expr(entry["when"], leaf))
            for entry in message.pur["maxPrecision"]
        )
        for ladder, rung in checker.rungs(leaf["f"], leaf["v"])
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checker", required=True)
    parser.add_argument("--print", action="store_true")
    parser.add_argument("file")
    options = parser.parse_args()
    checker = load(options.checker)
    messages = leaves = admitted = differences = explained = 0
    with open(options.file, encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            line = json.loads(text)
            # What is judged here does not turn on them, and the lines have none.
            line["registry"]["states"] = checker.SC["states"]
            message = checker.Msg(fixture(checker, line))
            heads = {(head["gid"], head["f"]): head for head in message.heads}
            places = {}
            for leaf in message.leaves:
                places.setdefault(leaf["gid"], []).append(leaf)
            messages += 1
            for ours in line["judged"]:
                isHead = ours["leaf"] is None
                theirs = heads[ours["gid"], ours["field"]] if isHead else places[ours["gid"]][ours["leaf"]]
                why = message.permitted(theirs)
                fine = isHead or why != "" or precise(checker, message, theirs)
                leaves += 1
                admitted += not why
                if options.print and not why and fine:
                    print(number, theirs["path"])
                if (not why) != ours["admitted"] or (not why and fine != ours["precise"]):
                    if (line["message"]["clear"]["env.purpose"], ours["field"]) in EXPLAINED:
                        explained += 1
                        continue
                    differences += 1
                    if differences <= 50:
                        print(f'{number}: {ours["field"]} in {line["message"]["clear"]["env.purpose"]}'
                              f'/{line["message"]["clear"]["env.messageType"]}: theirs {why or "admitted"},'
                              f' precise {fine}; ours admitted {ours["admitted"]}, precise {ours["precise"]}')
    print(f"{messages} messages, {leaves} leaves and header members, {admitted} admitted,"
          f" {differences} differences, and {explained} explained")
    if admitted == 0:
        sys.exit("nothing was compared: the file holds no admitted leaf")
    sys.exit(differences > 0)


main()
