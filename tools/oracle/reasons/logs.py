"""Logs, audits and matching by tokens."""

from oracle.explain import they, we

LOGGED = {
    "R57_NO_INTENT": "intentPrecedes",
    "R57_NO_OUTCOME": "outcomeFollows",
    "R57_NOT_COSIGNED": "cosigned",
}
TOKENS = {"suite", "keyId", "epoch", "tokenKind", "blinded", "evaluated", "proof"}


@they(
    "R57",
    "The interval is that of an audit, and the message answers none.",
    "R57, an audit answer hands over all leaves of its interval",
)
def _(case, _):
    return (case.purpose["id"], case.type) != ("OVERSIGHT_AUDIT", "response")


@we(
    "R57",
    "POSITION_MISSING",
    "Positions of another log are not those that were asked for; the checker does not compare.",
    "R57; data-model.json, log.position",
)
def _(case, _):
    origin = case.history["log"]["interval"]["origin"]
    return any(value["origin"] != origin for value in case.values("log.position"))


@we(
    "R57",
    "NO_INTENT NO_OUTCOME NOT_COSIGNED",
    "The log holds no intent, outcome or cosigned checkpoint; the checker looks at audits only.",
    "R57; LED 25(1)",
)
def _(case, hit):
    return case.history["log"][LOGGED[hit.code]] is False


def kinds_of_type(case, *sets):
    own = case.checker.XT.get(case.type, {})
    return {case.checker.F[field]["group"] for name in sets for field in own.get(name, [])}


@they(
    "R58",
    "A reply, a correction or a notice is made of the fields of its type.",
    "R58, audit, log and reply groups; validation.md, R58",
)
def _(case, field):
    return case.checker.F[field]["group"] in kinds_of_type(case, "required")


@they(
    "R62",
    "A reply, a correction or a notice is made of the fields of its type.",
    "R62; validation.md, R62",
)
def _(case, field):
    kind = case.checker.F[field]["group"]
    is_asserted = case.checker.KINDS[kind]["asserted"]
    return not is_asserted and kind in kinds_of_type(case, "required", "allowed")


@we(
    "R58",
    "CASE_DATA",
    "A group of another kind says something by being there; the checker looks at leaves.",
    "R58, audit, log and reply groups only",
)
def _(case, hit):
    return not case.group(hit)["leaves"]


@we(
    "R62",
    "KIND_NOT_ADMITTED",
    "A group of another kind says something by being there; the checker looks at leaves.",
    "R62, match (and support) groups only",
)
def _(case, hit):
    return not case.group(hit)["leaves"]


@we(
    "R62",
    "RESULT_OF_TOKENS",
    "A result stands beside tokens; the checker has no evaluator for this clause.",
    "R62, no result of token matching travels",
)
def _(case, hit):
    return any(leaf["f"].removeprefix("match.") in TOKENS for leaf in case.group(hit)["leaves"])


@we(
    "R62",
    "SET_CLOSED",
    "The set is closed to the other side, or to another of the sets; the checker asks the sender.",
    "R62, not closed to the asker's or answerer's type",
)
def _(case, hit):
    known = case.checker.codes("match_set_class")
    first = case.message.leaf("match.setClass")
    closed = [known[leaf["v"]].get("excludedAskers", []) for leaf in case.at(hit)]
    is_others = any(case.recipient["type"] in types for types in closed)
    is_later = any(leaf["v"] != first for leaf in case.at(hit))
    return is_others or (is_later and any(case.sender["type"] in types for types in closed))


@we(
    "R62",
    "BUDGET_SPENT",
    "More tokens than the session has left; the checker has no evaluator for this clause.",
    "R62 b, budget in weighted tokens",
)
def _(case, _):
    named = case.values("match.session")
    left = sum(one["tokensLeft"] for one in case.line["sessions"] if one["session"] in named)
    return len(case.leaves("match.blinded")) > left


@we(
    "R35",
    "NO_SESSION PROOF_NOT_CHECKED",
    "Elements go from asker to answerer or back, and belong to the session of their group.",
    "R35, equal a live session with that asker",
)
def _(case, hit):
    asker, answerer = case.sender["entity"], case.recipient["entity"]
    if hit.parts[2] == "match.evaluated":
        asker, answerer = answerer, asker
    said = [(leaf["f"], leaf["v"]) for leaf in case.group(hit)["leaves"]]
    names = ("session", "suite", "keyId", "epoch")
    return not any(
        one["asker"] == asker
        and one["answerer"] == answerer
        and one["proofChecked"]
        and all((f"match.{name}", one[name]) in said for name in names)
        for one in case.line["sessions"]
    )
