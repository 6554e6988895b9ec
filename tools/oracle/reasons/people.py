"""Persons: categories, children, victims, places and consents."""

import re
from datetime import timedelta

from oracle.explain import they, we
from oracle.links import concerned
from oracle.reasons.evidence import instant

VICTIM, SUSPECT = {"victim", "possibleVictim"}, {"suspect", "convicted"}
CHILD = {"child", "presumedChild"}


def is_dual(one, other):
    categories = {one["ledCategory"], other["ledCategory"]}
    return bool(categories & VICTIM) and bool(categories & SUSPECT)


def pseudonyms(group):
    return {leaf["v"] for leaf in group["leaves"] if leaf["f"] == "subject.pseudonym"}


def other_person(case, gid, group):
    """Groups of the same person by what the message shows, a link apart: pseudonym or identity."""
    names = pseudonyms(group)
    for other, its in case.groups("subject").items():
        named = bool(names & pseudonyms(its))
        shared = any({gid, other} <= concerned(case.body, one) for one in case.groups("identity"))
        linked = gid in its["links"] or other in group["links"]
        if is_dual(group, its) and (named or shared or linked):
            yield its


@they(
    "R07",
    "A link from a person to what is no other half of a double status is a wrong link.",
    "R71, a subject-to-subject link only for dual status",
)
def _(case, gid):
    links = case.body[gid]["links"]
    people = [case.body[link] for link in links if case.body.get(link, {}).get("kind") == "subject"]
    return "R71" in case.ours and not any(is_dual(case.body[gid], one) for one in people)


@we(
    "R07",
    "BOTH_IN_ONE_GROUP",
    "A suspect's group that calls the person a victim is two persons in one group.",
    "R07, two subject groups; LED 6",
)
def _(case, hit):
    status = [leaf["v"] for leaf in case.at(hit)]
    return case.group(hit)["ledCategory"] in SUSPECT and any(one != "notAVictim" for one in status)


@we(
    "R07",
    "NON_PUNISHMENT_MISSING",
    "The suspect's half of a double status says nothing of non-punishment; not evaluated there.",
    "R07; Dir 2011/36 Art 8",
)
def _(case, hit):
    group = case.group(hit)
    said = [leaf["v"] for leaf in group["leaves"] if leaf["f"] == "subject.nonPunishment"]
    is_marked = any(value != "none" for value in said)
    return not is_marked and any(True for _ in other_person(case, hit.parts[1], group))


@we(
    "R07",
    "SAME_PERSON_TOLD",
    "One pseudonym or one identity shows two groups to be one person as well as a link does.",
    "R07; LED 6",
)
def _(case, hit):
    is_told = case.recipient["type"] != "prosecutor"
    return is_told and any(True for _ in other_person(case, hit.parts[1], case.group(hit)))


def is_untold(event):
    owed = set(event.get("onlyBasisRecipients", [])) - set(event.get("correctedRecipients", []))
    return event["kind"] == "consentWithdrawn" and bool(owed)


@we(
    "R28",
    "SEVERAL_PERSONS",
    "Two groups that name each other are one person; the checker counts the groups without a link.",
    "R28; LED 38(1)(d)-(e), one case",
)
def _(case, _):
    people = case.groups("subject")
    return any(
        link in people and gid in people[link]["links"]
        for gid, one in people.items()
        for link in one["links"]
    )


@they(
    "R33",
    "Recipients are told of a withdrawal within a day, which is not over; the checker asks no time.",
    "R33, within 24 h (our bound)",
)
def _(case, _):
    at = case.history["event"].get("at")
    return at is not None and instant(case.line["now"]) <= instant(at) + timedelta(hours=24)


@we(
    "R33",
    "RECIPIENT_NOT_TOLD",
    "Of several events each may be a withdrawal; the checker looks at one.",
    "R33",
)
def _(case, _):
    return any(is_untold(event) for event in case.history.get("events", []))


@they(
    "R36",
    "A host whose name begins like that of a refuge is another; the checker looks for the letters.",
    "R36, sender or any agency named is not a shelter",
)
def _(case, field):
    texts = [str(value) for value in case.values(field)]
    refuges = "|".join(re.escape(name) for name in case.line["registry"]["shelters"])
    named = re.compile(f"({refuges})(?![A-Za-z0-9.-])")
    return bool(texts) and not any(named.search(text) for text in texts)


@we(
    "R36",
    "REFUGE_NAMED",
    "A refuge is named outside the leaves, where the checker does not look.",
    "R36, sender or any agency named is not a shelter",
)
def _(case, hit):
    place = case.private if hit.parts[0] == "private" else case.clear
    value = place.get(hit.parts[1]) if len(hit.parts) == 2 else case.group(hit)["meta"]["holderRef"]
    return any(name in str(value) for name in case.line["registry"]["shelters"])


@we(
    "R37",
    "CHILD_IDENTIFIED",
    "The guardian of one child does not speak for another.",
    "R37; CETS 197 Art 10(3)",
)
def _(case, hit):
    guarded = {leaf["gid"] for leaf in case.leaves("subject.guardianRef")}
    children = [one for one in case.concerned(hit.parts[1]) if one["ageClass"] in CHILD]
    return bool(guarded) and any(one["gid"] not in guarded for one in children)


@we(
    "R37",
    "CHILD_IDENTIFIED",
    "P5 identifies no less than P3 and P4, which the checker asks about.",
    "R37; the scale of sensitivity",
)
def _(case, hit):
    return case.checker.F[hit.parts[2]]["sensitivity"] == "P5"


@we(
    "R38",
    "STATUS_LOWERED",
    "A child with an act and an exploitation is called no victim; not evaluated there.",
    "R38; Palermo 3(c)",
)
def _(case, hit):
    gid, child = hit.parts[1], case.group(hit)
    events = [one for one in case.groups("event") if gid in [q["gid"] for q in case.concerned(one)]]
    said = {leaf["f"] for leaf in case.message.leaves if leaf["gid"] in events}
    is_denied = any(leaf["v"] == "notAVictim" for leaf in case.at(hit))
    return child["ageClass"] in CHILD and is_denied and {"event.act", "event.exploitation"} <= said


@they(
    "R50",
    "That the assessment is there at all is asked by R65, and nobody returns who could lack one.",
    "R65, required fields of SAFE_RETURN",
)
def _(case, _):
    returning = [one for one in case.groups("subject").values() if one["ledCategory"] in VICTIM]
    is_there = case.leaves("return.riskAssessment")
    return not is_there and not returning and "R65" in case.ours


def assessed(case, field, gid):
    """Whether an assessment of a person is stated to be done."""
    return any(
        leaf["v"]["done"] and gid in [one["gid"] for one in case.concerned(leaf["gid"])]
        for leaf in case.leaves(field)
    )


@we(
    "R50",
    "RISK_NOT_ASSESSED",
    "One assessment is of one person; the checker takes the first for everybody.",
    "R50; CETS 197 Art 16(2)",
)
def _(case, hit):
    is_victim = case.group(hit).get("ledCategory") in VICTIM
    return is_victim and not assessed(case, "return.riskAssessment", hit.parts[1])


@we(
    "R50",
    "CHILD_NOT_ASSESSED",
    "The best interests of a child are not assessed; the checker ignores them.",
    "R50; CETS 197 Art 16(7); changes.md, weak points",
)
def _(case, hit):
    is_child = case.group(hit)["ageClass"] in CHILD
    return is_child and not assessed(case, "return.bestInterests", hit.parts[1])


@we(
    "R50",
    "BAD_FOR_CHILD",
    "A return against the best interests of a child; the checker ignores them.",
    "CETS 197 Art 16(7); changes.md, weak points",
)
def _(case, hit):
    return any(leaf["v"]["outcome"] == "notInBestInterests" for leaf in case.at(hit))


@we(
    "R50",
    "UNSAFE",
    "An answer accepts an unsafe return; the checker looks at messages that open only.",
    "R50, outcome unsafe: only a refusal is admitted",
)
def _(case, hit):
    is_unsafe = any(leaf["v"]["outcome"] == "unsafe" for leaf in case.at(hit))
    is_accepted = "accepted" in case.values("response.outcome")
    return is_unsafe and case.type in case.checker.XT and is_accepted


@we(
    "R50",
    "RISK_NOT_ASSESSED CHILD_NOT_ASSESSED UNSAFE BAD_FOR_CHILD",
    "The type neither opens an exchange for the purpose nor belongs to one, which is for R66.",
    "R66",
)
def _(case, _):
    return not case.message.open and case.type not in case.checker.XT and "R66" in case.ours


@we(
    "R50",
    "RISK_NOT_ASSESSED",
    "Of several assessments, one is not done; the checker looks at the first only.",
    "R50; CETS 197 Art 16(2)",
)
def _(case, hit):
    done = [value["done"] for value in case.values("return.riskAssessment")]
    return done[:1] == [True] and any(not leaf["v"]["done"] for leaf in case.at(hit))


@we(
    "R50",
    "UNSAFE",
    "Of several assessments the checker looks at the first only.",
    "R50, outcome unsafe: only a refusal is admitted",
)
def _(case, hit):
    outcomes = [value["outcome"] for value in case.values("return.riskAssessment")]
    return case.message.open and outcomes[0] != "unsafe" and "unsafe" in outcomes


@we(
    "R67",
    "AGE_CONTRADICTED",
    "The identity names nobody, and concerns whomever its links lead to; the checker asks for its links.",
    "policy.md, whom a leaf concerns",
)
def _(case, hit):
    people = concerned(case.body, hit.parts[1])
    return bool(people - set(case.group(hit)["links"]))


@we(
    "R67",
    "AGE_CONTRADICTED",
    "The birthday of the year is still to come; the checker takes one year from the other.",
    "LED 4(1)(d); R67, adult needs 18 or more",
)
def _(case, hit):
    births = [leaf["v"]["edtf"].rstrip("~?") for leaf in case.at(hit) if "edtf" in leaf["v"]]
    return any(case.day[5:][: len(birth[5:])] < birth[5:] <= "12-31" for birth in births)


@they(
    "R67",
    "Somebody born in a year has one of two ages in another; the checker takes the greater.",
    "LED 4(1)(d); R67, rungs of one ladder agree",
)
def _(case, field):
    bands = [leaf["v"] for leaf in case.leaves("subject.ageBand")]
    ends = {case.checker.codes("age_band_ctdc")[band]["to"] + 2 for band in bands}
    births = [leaf["v"]["edtf"].rstrip("~?") for leaf in case.leaves("identity.dateOfBirth")]
    ages = {int(case.day[:4]) - int(birth) for birth in births if len(birth) == 4}
    return field == "identity.dateOfBirth" and bool(ages & ends)


@they(
    "R67",
    "Each document has its own coarser form; the checker compares the last of either field.",
    "R67, rungs of one ladder agree",
)
def _(case, field):
    return field == "identity.document" and not lone_documents(case)


@we(
    "R67",
    "DOCUMENT_CONTRADICTED",
    "A document has no coarser form beside others that have; the checker compares the last.",
    "R67, rungs of one ladder agree",
)
def _(case, hit):
    return hit.parts[1] in lone_documents(case)


def lone_documents(case):
    """Groups with a document of which no coarser form is stated."""

    def form(leaf):
        return (leaf["gid"], *(leaf["v"][name] for name in ("type", "issuer", "status")))

    forms = {form(leaf) for leaf in case.leaves("identity.documentStatusOnly")}
    return {leaf["gid"] for leaf in case.leaves("identity.document") if form(leaf) not in forms}
