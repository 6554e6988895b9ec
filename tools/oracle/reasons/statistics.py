"""Statistics."""

from decimal import Decimal
from itertools import product

from oracle.explain import they, we

ROUNDING = {"none": 1, "nearest3": 3, "nearest5": 5, "nearest10": 10}


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


@they(
    "R55",
    "Counts are rounded, and known up to half a step; the checker takes them for exact.",
    "R55, feasible interval computed from published totals; data-model.json, stat.protection",
)
def _(case, keys):
    half = min((ROUNDING[one] for one in stated(case, "rounding")), default=1) // 2
    wide = {
        str(one)
        for group in case.groups("stat").values()
        if (published := cells(group))
        for one, (low, high) in rounded(completed(published)[0], half).items()
        if high - low >= smallest(case)
    }
    return half > 0 and keys in wide


def rounded(published, half):
    """Bounds of the suppressed cells, if each count and each total is off by up to `half`."""
    bounds = {
        tuple(cell["keys"]): (max(0, cell["count"] - half), cell["count"] + half)
        if "count" in cell
        else (0, 10**9)
        for cell in published
    }
    hidden = [tuple(cell["keys"]) for cell in published if "count" not in cell]
    told = [tuple(cell["keys"]) for cell in published if "count" in cell]
    for _ in range(50):
        for total in told:
            for place, key in enumerate(total):
                at = [one for one in bounds if one[place] != "total" and differs(one, total, place)]
                for one in [part for part in at if part in hidden] if key == "total" else []:
                    rest = [bounds[other] for other in at if other != one]
                    low = bounds[total][0] - sum(high for _, high in rest)
                    high = bounds[total][1] - sum(low for low, _ in rest)
                    bounds[one] = max(bounds[one][0], low), min(bounds[one][1], high)
    return {one: bounds[one] for one in hidden}


def differs(one, other, place):
    """Whether two cells are alike but for one dimension."""
    return all(at == place or key == other[at] for at, key in enumerate(one))


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
    told = {(*cell["keys"], cell["count"]) for cell in table if "count" in cell}
    if len(told) > len(known):  # two counts of one cell
        return True
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
    return has_misplaced_cell(case, hit.parts[1])


@we(
    "R55",
    "TOTALS_CONTRADICT",
    "Totals are sums over dimensions that the cells do not have; the checker does not look.",
    "changes.json, rule R55: each value names its dimension",
)
def _(case, hit):
    return has_misplaced_cell(case, hit.parts[1])


def has_misplaced_cell(case, gid):
    known = case.checker.codes("stat_value")
    named = dimensions_for(case, gid)

    def fits(keys):
        dimensions = [known[key].get("dimension") for key in keys if key != "total"]
        is_once = len(set(dimensions)) == len(dimensions)
        return len(keys) == len(named) and is_once and set(dimensions) <= set(named)

    own = [leaf for leaf in case.leaves("stat.cells") if leaf["gid"] == gid]
    return not all(fits(leaf["v"]["keys"]) for leaf in own)


def dimensions_for(case, gid):
    """What a group says its table is counted by, or else what all groups that say so agree on."""
    said = {}
    for leaf in case.leaves("stat.dimensions"):
        said.setdefault(leaf["gid"], []).append(leaf["v"])
    others = {tuple(sorted(one)) for one in said.values()}
    return said.get(gid) or (list(others.pop()) if len(others) == 1 else [])


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


@we(
    "R56",
    "DIFFERS_BY_FEW",
    "Of several populations that others state for the table, the checker takes the first.",
    "R56, populations are disjoint only if declared",
)
def _(case, hit):
    stated = case.leaves("stat.population")
    if any(leaf["gid"] == hit.parts[1] for leaf in stated):
        return False
    for release in case.history["releases"]:
        known = [release["population"] in leaf["v"].get("disjointFrom", []) for leaf in stated]
        if known and known[0] and not all(known):
            return True
    return False
