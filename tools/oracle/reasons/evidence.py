"""Alerts, orders to providers and searches by face or finger."""

from datetime import datetime, timedelta

from oracle.explain import they, we

OTHER = "otherWithValidator"
PROTECTED = {"trafficData", "contentData"}


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


def value(group, name):
    return next((leaf["v"] for leaf in group["leaves"] if leaf["f"] == f"evidence.{name}"), None)


def categories(case, group):
    """What an order is for: its own category, and those of groups that name no kind."""
    others = [one for one in case.groups("evidence").values() if value(one, "kind") is None]
    found = [value(one, "category") for one in [group, *others]]
    return [one for one in found if one is not None]


@we(
    "R39",
    "DNA_NOT_LAST_RESORT",
    "One of several means is available and suitable; the checker looks at the first stated.",
    "Reg 2018/1862 Art 42(3)",
)
def _(case, _):
    last = {"neitherAvailable", "notSuitableForIdentification"}
    return not set(case.values("alert.biometricAvailability")) <= last


@we(
    "R39",
    "DNA_NOT_FOR_KIND",
    "One of several kinds of alert admits no DNA; the checker looks at the first stated.",
    "Reg 2018/1862 Art 42(3)",
)
def _(case, _):
    kinds = case.checker.codes("sis32")
    return not all(kinds[one].get("dna") for one in case.values("alert.kind"))


@we(
    "R39",
    "RELATIVE_NOT_ASKED",
    "A relative did not consent; the checker has no evaluator for this clause.",
    "R39, a relative's profile needs his explicit consent",
)
def _(case, _):
    return False in case.values("identity.dnaRelativeConsent")


@we(
    "R39",
    "NOT_DACTYLOSCOPIC",
    "A template of a face or an iris is not dactyloscopic data; the checker lists the field.",
    "Reg 2018/1862 Art 20(3)",
)
def _(case, hit):
    return any(leaf["v"].get("modality") not in ("fingerprint", "palm") for leaf in case.at(hit))


@they(
    "R41",
    "An order to preserve names no category, and may be made by each of the authorities.",
    "Reg 2023/1543 Art 4(3); changes.json, rule R41",
)
def _(case, _):
    orders = [one for one in case.groups("evidence").values() if value(one, "kind")]
    return all(
        value(one, "kind") == "EPOC-PR"
        and not categories(case, one)
        and value(one, "issuingAuthority") not in (None, OTHER)
        for one in orders
    )


@we(
    "R41",
    "AUTHORITY_NOT_COMPETENT VALIDATOR_NOT_COMPETENT NOT_VALIDATED",
    "The order is for a category stated in another group too, which the checker does not see.",
    "Reg 2023/1543 Art 4(1)-(2); validation.md, R41 to R44",
)
def _(case, hit):
    group, known = case.group(hit), case.checker.codes("e_evidence_category")
    authority = value(group, "issuingAuthority")
    who = value(group, "validator") if authority == OTHER else authority
    shared = [one for one in categories(case, group) if one != value(group, "category")]
    return value(group, "kind") == "EPOC" and any(who not in known[one]["issuer"] for one in shared)


@we(
    "R41",
    "CATEGORY_MISSING",
    "Without a category nobody can tell who may order the data; there it counts as a mild one.",
    "Reg 2023/1543 Art 4(1)-(2), 4(5); validation.md, R41",
)
def _(case, hit):
    group = case.group(hit)
    return value(group, "kind") == "EPOC" and not categories(case, group)


@we(
    "R41",
    "CATEGORY_MISSING AUTHORITY_MISSING AUTHORITY_NOT_COMPETENT VALIDATOR_NOT_COMPETENT"
    " NOT_VALIDATED",
    "Each of several orders answers for itself; the checker sees the first leaf of each field.",
    "validation.md, R41 to R44",
)
def _(case, hit):
    orders = [gid for gid, one in case.groups("evidence").items() if value(one, "kind")]
    return len(orders) > 1 or lends(case, case.group(hit), "issuingAuthority", "category")


def lends(case, group, *names):
    """Whether an order lacks what another group of evidence states, and the checker takes it."""
    return any(value(group, name) is None and case.leaves(f"evidence.{name}") for name in names)


@we(
    "R42",
    "GROUND_MISSING PENALTY_TOO_LOW",
    "The order asks for content by a category of another group, or takes its ground from there.",
    "Reg 2023/1543 Art 5(3)-(4); validation.md, R41 to R44",
)
def _(case, hit):
    return borrows(case, hit, "maxPenaltyYears", "listedOffence")


@we(
    "R43",
    "NOT_NOTIFIED",
    "The order asks for content by a category of another group, or takes its notice from there.",
    "Reg 2023/1543 Art 8(1)-(2); validation.md, R41 to R44",
)
def _(case, hit):
    return borrows(case, hit, "enforcingNotified", "offenceState", "personState")


def borrows(case, hit, *names):
    """Whether an order for content is one, or is made good, by another group only."""
    group = case.group(hit)
    asks = value(group, "kind") == "EPOC" and PROTECTED & set(categories(case, group))
    first = next(iter(case.values("evidence.category")), None)
    several = len(case.leaves("evidence.kind")) > 1
    return bool(asks) and (first not in PROTECTED or several or lends(case, group, *names))


def answered(case):
    """What the history holds of the order that is answered."""
    asked = case.private.get("private.inReplyTo")
    held = case.history.get("exchange", [])
    return next((one for one in held if one["message"] == asked and "order" in one), {})


@we(
    "R43",
    "BEFORE_THE_END",
    "Data come before the ten days end; the checker has no evaluator for this clause.",
    "R43 b; Reg 2023/1543 Art 10(2)",
)
def _(case, _):
    asked, now = answered(case), instant(case.line["now"])
    order = asked.get("order", {})
    is_open = order.get("notified") and not order.get("emergency")
    return bool(is_open) and now < instant(asked["at"]) + timedelta(days=10)


@we(
    "R43",
    "OBJECTION_NOT_FOLLOWED OBJECTION_NOT_TOLD",
    "An objection has no consequence; the checker has no evaluator for this clause.",
    "R43 c; Reg 2023/1543 Art 10(4)",
)
def _(case, _):
    order = answered(case).get("order", {})
    events = [*case.history.get("events", []), case.history.get("event") or {}]
    raised = any(one.get("kind") == "refusalGroundRaised" for one in events)
    return bool(order.get("notified") and order.get("emergency") and raised)


@they(
    "R44",
    "Only a request is an order; in any other type it is a foreign field, which R01 refuses.",
    "validation.md, R44; Reg 2023/1543 Art 10",
)
def _(case, _):
    return case.type != "request" and "R01" in case.theirs


@we(
    "R44",
    "DEADLINE_MISSING DEADLINE_WRONG NOT_APPLICABLE_YET",
    "A request is an order whether or not its purpose may open with one, which is for R66.",
    "Reg 2023/1543 Art 10; R66",
)
def _(case, _):
    return case.type == "request" and not case.message.open and "R66" in case.ours


@we(
    "R44",
    "DEADLINE_MISSING DEADLINE_WRONG",
    "Each deadline and each order counts; the checker looks at the first of both.",
    "Reg 2023/1543 Art 10(2)-(4), 11(1)",
)
def _(case, _):
    deadlines, orders = case.leaves("deadline.at"), case.leaves("evidence.kind")
    return case.message.open and max(len(deadlines), len(orders)) > 1


@we(
    "R44",
    "EXTENSION_NOT_ADMITTED",
    "An order to produce has no extension; the checker has no evaluator for this clause.",
    "R44; Reg 2023/1543 Art 10, 11(1)",
)
def _(case, _):
    return "EPOC" in case.values("evidence.kind") and bool(case.leaves("deadline.extendedTo"))


@we(
    "R44",
    "EXTENSION_TOO_LONG",
    "An extension goes beyond 60 and 30 days; the checker has no evaluator for this clause.",
    "R44, at most one extension of 30; Reg 2023/1543 Art 11(1)",
)
def _(case, hit):
    last = instant(case.clear["env.createdAt"]) + timedelta(days=90)
    return any(instant(leaf["v"]) > last for leaf in case.at(hit))


@we(
    "R44",
    "LATE",
    "The answer comes after the time; the checker has no evaluator for this clause.",
    "R44 b, the answer came in time",
)
def _(case, _):
    asked = answered(case)
    return case.line["now"] > asked.get("extendedTo", asked.get("deadline", "9"))


@we(
    "R44",
    "EXTENDED_TWICE",
    "The time was extended before; the checker has no evaluator for this clause.",
    "R44, at most one extension; Reg 2023/1543 Art 11(1)",
)
def _(case, _):
    return answered(case).get("extensions", 0) > 0


@we(
    "R51",
    "NOT_AUTHORISED",
    "A real-time search for a victim needs an authorisation too.",
    "AI Act Art 5(3); changes.json, rule R51",
)
def _(case, hit):
    return "realTimeVictimSearch" in [leaf["v"] for leaf in case.at(hit)]


@we(
    "R51",
    "NOT_AUTHORISED",
    "The authorisation is over, or came more than 48 hours after; the checker asks for no time.",
    "AI Act Art 26(10); R51, ex ante or within 48 h",
)
def _(case, _):
    at = instant(case.clear["env.createdAt"])
    return not any(
        instant(one["issuedAt"]) <= at + timedelta(hours=48)
        and datetime.fromisoformat(one["validUntil"]) + timedelta(days=1) > at
        for one in case.line["authorisations"]
        if one["kind"] == "biometricSearch"
    )


@we(
    "R51",
    "NOT_AUTHORISED",
    "The authorisation is about another search; the checker does not compare.",
    "R51; authorisations.md, Content",
)
def _(case, hit):
    given = [one for one in case.line["authorisations"] if one["kind"] == "biometricSearch"]
    return not any(hit.parts[1] in one["binds"] for one in given)


@we(
    "R51",
    "NOT_CHECKED",
    "The degree of a match is a result; the checker looks at match.result only.",
    "R51, result only with a human check; validation.md, R51",
)
def _(case, hit):
    return hit.parts[2] == "match.strength" and not case.leaves("match.result")


@we(
    "R51",
    "NOT_CHECKED",
    "One of several checks, or none, was done; the checker looks at the first.",
    "R51, result only with a human check",
)
def _(case, _):
    return len(case.leaves("assessment.humanCheck")) > 1


@we(
    "R51",
    "KIND_NOT_NAMED",
    "A result names no search, nor does what it answers; no evaluator there.",
    "R51, kind named",
)
def _(case, _):
    asked = [one for one in case.history["exchange"] if "searchKind" in one]
    return not asked and not case.leaves("match.searchKind")


@we(
    "R51",
    "NOT_ONE_PERSON",
    "A search for a victim is for one; no evaluator there.",
    "AI Act Art 5(2); R51, victim search: one specific person",
)
def _(case, _):
    return case.values("match.searchKind").count("realTimeVictimSearch") > 1


@we(
    "R51",
    "REJECTED_NOT_ERASED",
    "What was not authorised is not erased; no evaluator there.",
    "R51, authorisation rejected: correction (erase)",
)
def _(case, hit):
    leaves = case.group(hit)["leaves"]
    said = {(leaf["f"], leaf["v"]) for leaf in leaves if isinstance(leaf["v"], str)}
    is_rejected = ("correction.reason", "authorisationRejected") in said
    return is_rejected and ("correction.action", "erase") not in said


@we(
    "R51",
    "RECIPIENT_NOT_TOLD",
    "A recipient of what was not authorised was not told; no evaluator there.",
    "R51, authorisation rejected: correction",
)
def _(case, _):
    events = [*case.history.get("events", []), case.history.get("event") or {}]
    rejected = [one for one in events if one.get("kind") == "authorisationRejected"]
    return any(set(one["recipients"]) - set(one.get("correctedRecipients", [])) for one in rejected)
