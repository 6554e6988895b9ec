"""The list of reasons why the checker and the validator may differ.

A reason is a sentence, where that is settled, and a function of the case and of one thing that one
side names and the other does not: a field that the checker names, or a `Hit` of the validator. It
is true exactly where that is the cause. A difference is explained if a reason is true of each thing
named: another cause of a difference in the same rule stays unexplained.
"""

from dataclasses import dataclass
from typing import Callable

THEY, WE = "only the checker refuses", "only the validator refuses"


@dataclass(frozen=True)
class Reason:
    rule: str
    side: str
    why: str
    source: str
    holds: Callable

    def __str__(self):
        return f"{self.why} [{self.source}]"


REASONS: list[Reason] = []


def they(rule, why, source):
    """Why the checker refuses, and the validator is right not to. Asked of each field it names."""
    return _enter(rule, THEY, why, source)


def we(rule, codes, why, source):
    """Why the validator refuses, and is right, where the checker does not.

    Asked of each hit with one of the codes, which are named without the rule.
    """
    known = {f"{rule}_{code}" for code in codes.split()}

    def enter(holds):
        asked = lambda case, hit: hit.code in known and holds(case, hit)  # noqa: E731
        return _enter(rule, WE, why, source)(asked)

    return enter


def _enter(rule, side, why, source):
    def enter(holds):
        REASONS.append(Reason(rule, side, why, source, holds))
        return holds

    return enter


def explain(case, rule, side, things):
    """The reasons for a difference, one for each thing that is named; `None` where one has none."""
    asked = [reason for reason in REASONS if reason.rule == rule and reason.side == side]
    found = [next((one for one in asked if one.holds(case, thing)), None) for thing in things]
    return None if None in found else set(found)
