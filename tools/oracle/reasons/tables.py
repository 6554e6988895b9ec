"""Statistics, logs and matching by tokens."""

from decimal import Decimal
from itertools import product

from oracle.explain import they, we

ROUNDING = {"none": 1, "nearest3": 3, "nearest5": 5, "nearest10": 10}
LOGGED = {
    "R57_NO_INTENT": "intentPrecedes",
    "R57_NO_OUTCOME": "outcomeFollows",
    "R57_NOT_COSIGNED": "cosigned",
}
TOKENS = {"suite", "keyId", "epoch", "tokenKind", "blinded", "evaluated", "proof"}


def stated(case, name):
    return [value.get(name) for value in case.values("stat.protection")]


def is_noise(case):
    methods = stated(case, "method")
    return bool(methods) and all(method == "dp" for method in methods)


def smallest(case):
    """The smallest count published: the agreement's, or a larger one that the message states."""
    return max([case.agreement["k"], *(k for k in stated(case, "k") if k is not None)])


def cells(group):
    return [leaf["v"] for leaf in group["leaves"] if leaf["f"] == "stat.cells"]


def completed(published):
    """The cells of a table, and each that it leaves out, as suppressed."""
    axes = [list(dict.fromkeys(axis)) for axis in zip(*(cell["keys"] for cell in published))]
    known = {tuple(cell["keys"]) for cell in published}
    left = [keys for keys in product(*axes) if keys not in known]
    return [*published, *({"keys": list(keys), "suppressed": True} for keys in left)], left


@they(
    "R55",
    "Counts with noise are held to the budget of noise, not to a smallest count.",
    "R55, dp method: epsilon within the budget",
)
def _(case, _):
    return is_noise(case)


@they(
    "R55",
    "A cell that is left out is unknown; the checker takes it for nothing, and bounds too tightly.",
    "R55, feasible interval computed from published totals",
)
def _(case, keys):
    narrow = set()
    for group in case.groups("stat").values():
        if published := cells(group):
            table, left = completed(published)
            for one, (low, high) in case.checker.iv(table).items():
                if high - low < smallest(case) and one not in left:
                    narrow.add(str(one))
    return keys.startswith("(") and keys not in narrow


@we(
    "R55",
    "K_TOO_LOW",
    "The message states a smaller count than was agreed on; the checker does not look.",
    "R55, k method; the agreement sets k",
)
def _(case, _):
    return any(k is not None and k < case.agreement["k"] for k in stated(case, "k"))


@we(
    "R55",
    "SMALL_COUNT RECOVERABLE LEFT_OUT_RECOVERABLE",
    "The message states a larger smallest count than the agreement, and is held to it.",
    "R55, k method; validation.md, R55",
)
def _(case, _):
    return smallest(case) > case.agreement["k"]


@we(
    "R55",
    "SMALL_COUNT RECOVERABLE LEFT_OUT_RECOVERABLE",
    "A cell that is left out, or one beside it, can be worked out; there only what is marked.",
    "R55, no suppressed cell whose interval is narrower than k; validation.md, R55",
)
def _(case, hit):
    table, left = completed(cells(case.group(hit)))
    k = smallest(case)
    return bool(left) and any(high - low < k for low, high in case.checker.iv(table).values())


@we(
    "R55",
    "RECOVERABLE LEFT_OUT_RECOVERABLE TOTALS_CONTRADICT",
    "Tables of several groups are judged together, and what one says tells what another hides.",
    "changes.json, rule R55",
)
def _(case, _):
    return len([group for group in case.groups("stat").values() if cells(group)]) > 1


@we(
    "R55",
    "TOTALS_CONTRADICT",
    "Totals and counts contradict each other; the checker bounds only what is marked.",
    "changes.json, rule R55: totals that contradict each other are refused",
)
def _(case, hit):
    table, _ = completed(cells(case.group(hit)))
    known = {tuple(cell["keys"]): cell["count"] for cell in table if "count" in cell}
    bounds = {**case.checker.iv(table), **{keys: (count, count) for keys, count in known.items()}}
    return any(low > high for low, high in bounds.values()) or any(
        not sum(low for low, _ in parts) <= total <= sum(high for _, high in parts)
        for keys, total in known.items()
        for parts in parts_of(bounds, keys)
    )


def parts_of(bounds, keys):
    """The bounds of the cells that a total sums up: of all within it, and by each dimension."""
    if "total" in keys:
        inner = [one for one in bounds if "total" not in one and fits_in(one, keys)]
        yield [bounds[one] for one in inner]
    for place, key in enumerate(keys):
        if key == "total":
            rest = [one for one in bounds if one[place] != "total"]
            others = [at for at in range(len(keys)) if at != place]
            parts = [one for one in rest if all(one[at] == keys[at] for at in others)]
            if parts:
                yield [bounds[one] for one in parts]


def fits_in(keys, total):
    return all(one in (key, "total") for key, one in zip(keys, total))


@we(
    "R55",
    "RECOVERABLE",
    "A cell is told and marked as suppressed at once; of several the checker takes the last.",
    "R55, no suppressed cell whose interval is narrower than k",
)
def _(case, hit):
    told = [leaf["v"]["keys"] for leaf in case.at(hit) if "count" in leaf["v"]]
    return any(leaf["v"]["keys"] in told for leaf in case.at(hit) if "count" not in leaf["v"])


@we(
    "R55",
    "EPSILON_MISSING",
    "Noise without its epsilon counts against no budget; the checker has no evaluator for it.",
    "R55, dp method: epsilon within the budget",
)
def _(case, _):
    return is_noise(case) and None in stated(case, "epsilon")


@we(
    "R55",
    "EPSILON_BEYOND_BUDGET",
    "The epsilons together are beyond the budget; the checker has no evaluator for it.",
    "R55, dp method: epsilon within the budget",
)
def _(case, _):
    spent = sum(Decimal(one) for one in stated(case, "epsilon") if one is not None)
    return is_noise(case) and spent > Decimal(case.agreement["epsilonBudget"])


@we(
    "R55",
    "COUNT_OF_SUPPRESSED",
    "A cell is marked as suppressed and tells its count; the checker does not look.",
    "R55; data-model.json, stat.cells",
)
def _(case, hit):
    return any(leaf["v"].get("suppressed") and "count" in leaf["v"] for leaf in case.at(hit))


@we(
    "R55",
    "NOT_ROUNDED",
    "A count is not rounded as the message says; the checker does not look.",
    "data-model.json, stat.protection",
)
def _(case, hit):
    step = min(ROUNDING[one] for one in stated(case, "rounding"))
    return any(leaf["v"].get("count", 0) % step for leaf in case.at(hit))


@we(
    "R55",
    "CELL_MISPLACED",
    "The values of a cell are not those of the dimensions of its table; the checker does not look.",
    "changes.json, rule R55: each value names its dimension",
)
def _(case, hit):
    known = case.checker.codes("stat_value")
    own = [leaf["v"] for leaf in case.leaves("stat.dimensions") if leaf["gid"] == hit.parts[1]]
    named = own or list(dict.fromkeys(case.values("stat.dimensions")))

    def fits(keys):
        dimensions = [known[key].get("dimension") for key in keys if key != "total"]
        is_once = len(set(dimensions)) == len(dimensions)
        return len(keys) == len(named) and is_once and set(dimensions) <= set(named)

    return not all(fits(leaf["v"]["keys"]) for leaf in case.at(hit))


@they(
    "R56",
    "Published counts are those of statistics; in another purpose they are refused by R01.",
    "R56, two statistics releases; R01",
)
def _(case, _):
    return case.purpose["id"] != "STATISTICS" and "R01" in case.theirs


@they(
    "R56",
    "The earlier release declares its population to be disjoint from this one.",
    "R56, populations are disjoint only if declared",
)
def _(case, _):
    own = {value["id"] for value in case.values("stat.population")}
    same = [one for one in case.history["releases"] if one["period"] in case.values("stat.period")]
    return bool(same) and all(own & set(one.get("disjointFrom", [])) for one in same)


@they(
    "R56",
    "The cells do not fit the dimensions that their own group states, which R55 refuses.",
    "R55; changes.json, rule R55: each value names its dimension",
)
def _(case, _):
    return "R55_CELL_MISPLACED" in [hit.code for hit in case.ours.get("R55", [])]


@they("R56", "Counts with noise differ by noise.", "changes.json, rules: R56")
def _(case, _):
    return "dp" in stated(case, "method")


@we(
    "R56",
    "DIFFERS_BY_FEW",
    "The earlier release names the same dimensions in another order.",
    "R56, the same dimensions; validation.md, R56",
)
def _(case, _):
    dimensions = list(dict.fromkeys(case.values("stat.dimensions")))
    others = [one["dimensions"] for one in case.history["releases"]]
    return any(set(one) == set(dimensions) and one != dimensions for one in others)


@we(
    "R56",
    "DIFFERS_BY_FEW",
    "Each table has dimensions of its own; the checker takes those of all tables together.",
    "R56, the same dimensions; validation.md, R56",
)
def _(case, hit):
    own = {leaf["v"] for leaf in case.leaves("stat.dimensions") if leaf["gid"] == hit.parts[1]}
    return bool(own) and own != set(case.values("stat.dimensions"))


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
