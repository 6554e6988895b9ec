#!/usr/bin/env python3
"""Holds the rules of packages/validator against an independent evaluator of the same rules.

    node --conditions=@safepassage/source \\
        packages/validator/test/oracle-export.ts FILE [COUNT] [SEED]
    tools/check-rules-oracle.py --checker CHECK.PY FILE...

CHECK.PY is a Python script with a function `run(fixture)` that gives the rules that speak against a
message, and those it evaluated. Each line of a FILE is a message in its context, with what the
validator found. Every rule that the checker evaluates at all is compared on every message that it
can read. Prints how often the two differ and for which reason of tools/oracle/reasons, and each
difference without one. Exit status 1 if there is any, or a message that the checker cannot read
and tools/oracle/reading.py does not say why. Standard library only.
"""
import argparse
import collections
import json
import sys

sys.dont_write_bytecode = True

from oracle import fixture, load, reasons  # noqa: E402, F401
from oracle.case import Case  # noqa: E402
from oracle.explain import THEY, WE, explain  # noqa: E402
from oracle.reading import lacks, unreadable  # noqa: E402

NOT_HERE = "only the checker refuses: what it takes for nothing is not known to the validator"


class Tally:
    """What was compared, and what became of each difference."""

    def __init__(self):
        self.messages, self.evaluated = 0, set()
        self.same, self.open = collections.Counter(), collections.Counter()
        self.unread, self.unexplained = collections.Counter(), collections.defaultdict(list)
        self.explained, self.differences = collections.defaultdict(collections.Counter), 0


def compare(case, evaluated, tally, place):
    """Compares every rule on one message."""
    tally.messages += 1
    tally.evaluated |= {rule for rule in evaluated if rule.startswith("R")}
    silent = set(case.lacking) - set(case.ours)
    for rule in case.checker.RULE:
        theirs, ours = rule in case.theirs, rule in case.ours
        if not rule.startswith("R"):
            continue
        if rule in silent and not theirs:
            tally.open[rule] += 1
        elif theirs == ours:
            tally.same[rule] += 1
        else:
            settle(case, rule, rule in silent, tally, place)


def settle(case, rule, is_silent, tally, place):
    """Finds the reasons for one difference."""
    if is_silent and all(lacks(case.line, name) for name in case.lacking[rule]):
        tally.explained[rule][NOT_HERE] += 1
        tally.differences += 1
        return
    side = THEY if rule in case.theirs else WE
    things = case.theirs[rule] if side == THEY else case.ours[rule]
    found = explain(case, rule, side, things)
    if found is None:
        tally.unexplained[rule, side].append(place)
    tally.differences += found is not None
    for reason in found or ():
        tally.explained[rule][f"{side}: {reason}"] += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checker", required=True)
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args()
    checker, tally = load(options.checker), Tally()
    for file in options.files:
        with open(file, encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                line, place = json.loads(text), f"{file}:{number}"
                try:
                    read = fixture(checker, line)
                    theirs, evaluated = checker.run(read)
                except (KeyError, IndexError, AttributeError, TypeError):
                    why = unreadable(checker, line)
                    if why is None:
                        tally.unexplained["unread", "no reason known"].append(place)
                    tally.unread[why] += 1
                    continue
                compare(Case(checker, line, read, theirs), evaluated, tally, place)
    sys.exit(report(tally))


def report(tally):
    """Prints the tally, and returns the exit status."""
    for rule, found in sorted(tally.explained.items()):
        for reason, count in found.most_common():
            print(f"{rule} {count:6} {reason}")
    for why, count in tally.unread.most_common():
        print(f"not read {count}: {why}")
    unexplained = {
        (rule, side): places
        for (rule, side), places in tally.unexplained.items()
        if rule in tally.evaluated or rule == "unread"
    }
    for (rule, side), places in sorted(unexplained.items()):
        print(f"{rule} {side}: {len(places)} without a reason, {' '.join(places[:5])}")
    alike, silent = (sum(one[rule] for rule in tally.evaluated) for one in (tally.same, tally.open))
    print(
        f"{tally.messages} messages by {len(tally.evaluated)} rules: {alike} answers alike,"
        f" {silent} not evaluated here and not refused there, {tally.differences} differences"
        f" with a reason, {sum(map(len, unexplained.values()))} without"
    )
    if tally.messages == 0:
        print("nothing was compared")
    return int(bool(unexplained) or tally.messages == 0)


main()
