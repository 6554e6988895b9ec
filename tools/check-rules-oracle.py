#!/usr/bin/env python3
"""Holds the rules of packages/validator against an independent evaluator of the same rules.

    node --conditions=@safepassage/source packages/validator/test/oracle-export.ts FILE [COUNT] [SEED]
    tools/check-rules-oracle.py --checker CHECK.PY FILE

CHECK.PY is a Python script with a function `run(fixture)` that gives the rules that speak against a
message, and those it evaluated. Each line of FILE is a message in its context, with what the
validator found. Only rules that both evaluated are compared. Prints the differences by rule, each
with the numbers of its first lines. Exit status 1 if a rule differs in a way that EXPLAINED does not name.
Standard library only.
"""
import argparse
import collections
import json
import sys

from oracle import fixture, load

# On purpose; docs/spec/validation.md, Decisions, says what holds here. Of each kind one to three lines
# were looked at, so an entry hides any other difference of its kind: a start, not a proof.
THEY, WE = "only they refuse", "only we refuse"
EXPLAINED = {
    ("R02", THEY): "a value that nothing permits at all is R01's here",
    ("R07", THEY): "a link from a person to something that is no person is R71's here",
    ("R19", THEY): "a law that the agreement names admits offence data, beside official authority",
    ("R22", THEY): "a question whether data may go on is how a provider's authorisation is asked for",
    ("R34", THEY): "a consent that is valid, written and in time is enough here",
    ("R45", THEY): "an answer to what is not directly accessible has the longer time here",
    ("R47", THEY): "consent of a foreign unit is asked for the same purpose too",
    ("R47", WE): "consent of a foreign unit is asked for the same purpose too",
    ("R50", THEY): "an assessment that is missing altogether is R65's here",
    ("R58", THEY): "exchange-level types have their own fields under any purpose here",
    ("R61", WE): "the bound of R31 here, a fixed one there",
    ("R72", THEY): "only a late first phase is warned of here",
    ("R72", WE): "a phase out of order is seen here",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checker", required=True)
    parser.add_argument("file")
    options = parser.parse_args()
    checker = load(options.checker)
    compared, unread = 0, collections.Counter()
    differences = collections.defaultdict(list)
    with open(options.file, encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            line = json.loads(text)
            try:
                theirs, evaluated = checker.run(fixture(checker, line))
            except Exception as error:  # what it was not written for, it cannot judge
                unread[type(error).__name__] += 1
                continue
            for rule in set(evaluated) & set(line["evaluated"]):
                if not rule.startswith("R"):
                    continue
                compared += 1
                if (rule in theirs) != (rule in line["found"]):
                    side = THEY if rule in theirs else WE
                    differences[rule, side].append(number)
    open_ = 0
    for (rule, side), numbers in sorted(differences.items()):
        why = EXPLAINED.get((rule, side))
        open_ += why is None
        print(f"{rule} {side}: {len(numbers)}, lines {numbers[:5]}; {why or 'not explained'}")
    print(f"{compared} answers compared; the checker could not read {dict(unread)}")
    if compared == 0:
        sys.exit("nothing was compared")
    sys.exit(open_ > 0)


main()
