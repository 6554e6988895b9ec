"""Times, exchanges, agreements and the shape of what is said."""

import re
from datetime import date, timedelta

from oracle.explain import they, we
from oracle.reasons.evidence import instant
from oracle.reasons.people import is_dual

RIGHTS = "DATA_SUBJECT_RIGHTS"


def is_stale(case, group, day):
    year, month = group["meta"]["asOf"][:4], group["meta"]["asOf"][5:7] or "1"
    start = date(int(year), int(month), 1)
    return case.checker.addp(start, case.agreement["staleness"]) < day


def stale_at(case, group):
    """Whether a group is old on the day of the message, and on the day of judging."""
    days = case.day, case.line["now"][:10]
    return tuple(is_stale(case, group, date.fromisoformat(day)) for day in days)


@they("R12", "The age of data is counted to the day of judging.", "LED 7(2); validation.md, R12")
def _(case, gid):
    is_contested = case.body[gid]["meta"]["verified"] == "contested"
    return not is_contested and stale_at(case, case.body[gid]) == (True, False)


@we(
    "R12",
    "STALE",
    "The age of data is counted to the day of judging.",
    "LED 7(2); validation.md, R12",
)
def _(case, hit):
    return stale_at(case, case.group(hit)) == (False, True)


@we(
    "R15",
    "REVIEW_TOO_LATE",
    "A review after erasure is none.",
    "changes.md, weak points: R15 ignores reviewBy",
)
def _(case, _):
    return case.clear["env.retention.reviewBy"] > case.clear["env.retention.eraseBy"]


@they(
    "R45",
    "Who tells unasked, by Art 7, waits for no answer: the clock is that of requests.",
    "Dir 2023/977 Art 5(1), 7; changes.json, purposes: answerClocks",
)
def _(case, _):
    return case.message.open and case.type != "request"


@they(
    "R45",
    "What follows an answer, or asks to pass it on, is no answer.",
    "Dir 2023/977 Art 5(1), 6(1); validation.md, R45",
)
def _(case, _):
    return case.type in case.checker.XT and case.type not in ("response", "refusal")


@they(
    "R45",
    "Of the messages of the exchange, the one answered counts, with the time for what was found.",
    "Dir 2023/977 Art 5(1)",
)
def _(case, _):
    asked = case.private.get("private.inReplyTo")
    is_indirect = "indirect" in case.values("response.access")

    def until(entry):
        own = entry.get("deadline", "9")
        return entry.get("extendedTo", entry.get("indirectDeadline", own) if is_indirect else own)

    mine = [until(one) for one in case.history["exchange"] if one["message"] == asked]
    is_late = any(case.line["now"] > end for end in mine)
    is_plain = case.message.leaf("response.outcome") not in ("refused", "deferred")
    return case.type in ("response", "refusal") and not is_late and is_plain


@we(
    "R45",
    "DEADLINE_MISSING DEADLINE_WRONG",
    "A request is on the clock whether or not its purpose may open with one, which is for R66.",
    "Dir 2023/977 Art 5(1); R66",
)
def _(case, _):
    return case.type == "request" and not case.message.open and "R66" in case.ours


@we(
    "R45",
    "DEADLINE_WRONG",
    "Each of several deadlines counts; the checker looks at the first.",
    "Dir 2023/977 Art 5(1)",
)
def _(case, _):
    return len(case.leaves("deadline.at")) > 1


@we(
    "R45",
    "GROUND_NOT_ADMITTED DELAY_WITHOUT_CAUSE DELAY_WITHOUT_END",
    "Each of several outcomes counts; the checker looks at the first.",
    "Dir 2023/977 Art 6(1)",
)
def _(case, _):
    return len(case.leaves("response.outcome")) > 1


@they(
    "R72",
    "Only the first phase of a notice can be late.",
    "LED 30(4), GDPR 33(4): in phases; validation.md, R72",
)
def _(case, _):
    return max(case.values("breach.phase"), default=1) > 1


@they(
    "R72",
    "In what is no notice of a breach the field is a foreign one, which R01 refuses.",
    "R72; R01",
)
def _(case, _):
    return case.type != "breachNotice" and "R01" in case.theirs


@we(
    "R72",
    "PHASE_OUT_OF_ORDER",
    "A phase is left out; the checker has no evaluator for this clause.",
    "R72, phases numbered",
)
def _(case, hit):
    own = case.clear["env.messageId"]
    held = [one for one in case.history["exchange"] if one["message"] != own]
    before = max((one.get("phase", 0) for one in held), default=0)
    return any(leaf["v"] > before + 1 for leaf in case.at(hit))


@we(
    "R72",
    "CONTROLLER_NOT_TOLD",
    "A controller was not told in time; the checker has no evaluator for this clause.",
    "R72; LED 30(6)",
)
def _(case, _):
    events = [*case.history.get("events", []), case.history.get("event") or {}]
    found = [one for one in events if one.get("kind") == "breachFound" and "at" in one]
    last = instant(case.line["now"]) - timedelta(hours=72)
    over = [one for one in found if instant(one["at"]) < last]
    told = [set(one.get("correctedRecipients", [])) for one in over]
    return any(set(one.get("recipients", [])) - known for one, known in zip(over, told))


@we(
    "R72",
    "SUPERVISOR_NOT_TOLD",
    "The supervisor was not told; the checker has no evaluator for this clause.",
    "R72; LED 30(1)",
)
def _(case, _):
    return False in case.values("breach.notifiedSupervisor")


@they(
    "R73",
    "In what is no request for rights the field is a foreign one, which R01 refuses.",
    "R73; R01",
)
def _(case, _):
    return (case.purpose["id"], case.type) != (RIGHTS, "rightsRequest") and "R01" in case.theirs


@they(
    "R73",
    "The term runs from the request; an answer repeats it, and is judged by when it comes.",
    "GDPR 12(3), of receipt of the request; R73 b",
)
def _(case, _):
    return case.purpose["id"] == RIGHTS and case.type in ("response", "refusal")


@we(
    "R73",
    "DELAY_WITHOUT_END",
    "A delayed notice has no end; the checker has no evaluator for this clause.",
    "R73, a delayed notice has an end date",
)
def _(case, _):
    is_delayed = "DELAYED_NOTICE_TO_SUBJECT" in case.clear["env.handling.conditions"]
    return is_delayed and not case.leaves("rights.noticeDelayedUntil")


@we(
    "R73",
    "NOTICE_NOT_GIVEN",
    "The delay of a notice has passed; the checker has no evaluator for this clause.",
    "R73, is given when it has passed",
)
def _(case, hit):
    return any(case.line["now"][:10] > leaf["v"] for leaf in case.at(hit))


@we(
    "R73",
    "LATE",
    "The answer comes after the time; the checker has no evaluator for this clause.",
    "R73; GDPR 12(3)",
)
def _(case, _):
    asked = case.private.get("private.inReplyTo")
    held = [one for one in case.history["exchange"] if one["message"] == asked]
    return any(case.line["now"] > one.get("deadline", "9") for one in held)


@we(
    "R74",
    "NOT_IN_EXCHANGE",
    "The exchange was opened for another purpose.",
    "changes.md, weak points: R74 does not look at the purpose",
)
def _(case, _):
    parties = {case.sender["entity"], case.recipient["entity"]}
    answered = [
        one
        for one in case.history["exchange"]
        if one["message"] == case.private.get("private.inReplyTo")
        and one["exchangeId"] == case.private["private.exchangeId"]
        and {one["from"], one["to"]} == parties
    ]
    return bool(answered) and all(one["purpose"] != case.purpose["id"] for one in answered)


@we(
    "R76",
    "PARTY_WITHOUT_ROLE",
    "A party is neither controller nor processor; there roles are stated or not.",
    "GDPR 26, 28; LED 21, 22",
)
def _(case, _):
    roles = case.agreement["roles"]
    named = {*roles["controllers"], *roles["processors"]}
    return not {case.sender["entity"], case.recipient["entity"]} <= named


@we(
    "R76",
    "NO_CONTROLLER",
    "Neither party is a controller; there roles are stated or not.",
    "GDPR 26, 28; LED 21, 22",
)
def _(case, _):
    parties = {case.sender["entity"], case.recipient["entity"]}
    return not parties & set(case.agreement["roles"]["controllers"])


@we(
    "R76",
    "NO_PERIOD",
    "A period of nothing keeps nothing; the checker asks whether a period is stated.",
    "R76; LED 24, 25(2)",
)
def _(case, _):
    return any(
        not re.search("[1-9]", case.agreement[name]) for name in ("logRetention", "documentation")
    )


# --- shape


LOOKS = {
    "NUMBER": r"(\d[ .\-/()]{0,2}){9}",
    "CARD": r"(\d[ .\-/()]{0,2}){13}",
    "IBAN": r"(?i)[a-z]{2}[ .-]?\d{2}([ .-]?[a-z0-9]){11}",
    "EMAIL": r"@",
    "MRZ": r"<|[A-Z0-9]{9}",
    "IP": r"\d+\.\d+\.\d+\.\d+|:.*:",
    "COORDINATES": r"\d\.\d{3}",
}


@we(
    "R53",
    " ".join(f"LOOKS_LIKE_{name}" for name in LOOKS),
    "What identifies stands where a word should; the checker does not look for any of it.",
    "R53, fields marked leak-checked",
)
def _(case, hit):
    look = LOOKS[hit.code.removeprefix("R53_LOOKS_LIKE_")]
    return any(re.search(look, text) for leaf in case.at(hit) for text in texts(leaf["v"]))


@they(
    "R53",
    "The checker does not know the code independentAuthority.",
    "changes.json, codelists: issuing_authority",
)
def _(case, _):
    named = [leaf["v"] for leaf in case.leaves("evidence.issuingAuthority")]
    return "independentAuthority" in named


def texts(value):
    """Every text within a value."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    return [value] if isinstance(value, str) else []


@we(
    "R53",
    "IDS_RELATED",
    "Ids of groups begin or end alike; the checker does not compare them.",
    "R53; changes.json, type opaque",
)
def _(case, _):
    cuts = [{gid[:8] for gid in case.body}, {gid[-8:] for gid in case.body}]
    return any(len(cut) < len(case.body) for cut in cuts)


@we(
    "R54",
    "FILLER_DATE",
    "The filler is one also when it is marked approximate or uncertain.",
    "changes.md, weak points: the filler date 1988-01-01~",
)
def _(case, hit):
    return any(leaf["v"]["edtf"].rstrip("~?%").endswith("-01-01") for leaf in case.at(hit))


@we(
    "R71",
    "HEADER_FOREIGN",
    "A group has a member of a header that is not of its kind; the checker asks what is missing.",
    "R71, every group has its header",
)
def _(case, hit):
    kind, group = case.checker.KINDS[case.group(hit)["kind"]], case.group(hit)
    is_persons = hit.parts[2] in ("ledCategory", "ageClass") and not kind["person"]
    is_meta = hit.parts[2] == "meta" and not kind["asserted"]
    return (is_persons or is_meta) and hit.parts[2] in group


@we(
    "R71",
    "LINK_NOT_DUAL",
    "A link joins two persons who are no double status; the checker asks for the kind only.",
    "R71, a subject-to-subject link only for dual status",
)
def _(case, hit):
    group = case.group(hit)
    return not all(is_dual(group, case.body[link]) for link in group["links"])
