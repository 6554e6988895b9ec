"""Who may not be identified: adult victims, and the clients of services under the VAWA."""

from oracle.explain import they, we
from oracle.reasons.people import CHILD, SUSPECT, VICTIM


def bits(case, person):
    """Bits by which what she did not consent to narrows who she is, each ladder once."""
    heaviest = {}
    exempt = case.checker.DM["layout"]["scopeExempt"]["fields"]
    for leaf in case.message.leaves:
        people = [one["gid"] for one in case.concerned(leaf["gid"])]
        if people and person not in people:
            continue
        if leaf["f"] not in exempt and case.message.cond("CONSENT", leaf):
            continue
        key = ladder_key(case, leaf["f"])
        heaviest[key] = max(heaviest.get(key, 0), weight(case, leaf))
    return heaviest


def ladder_key(case, field):
    key = field
    for name, ladder in case.checker.LD["ladders"].items():
        for before, rung in zip([{}, *ladder], ladder):
            if rung.get("field") == field and (rung.get("derivable") or before.get("derivable")):
                key = name
    return key


def weight(case, leaf):
    field, value = case.checker.F[leaf["f"]], leaf["v"]
    weights = case.checker.PU["quasiIdentifierWeights"]["weights"].get(leaf["f"], 0)
    is_counted = leaf["f"] in ("location.country", "event.isic") or field["sensitivity"] >= "P2"
    if not is_counted or not isinstance(weights, dict):
        return weights if is_counted else 0
    date = value.get("edtf") if isinstance(value, dict) else value
    return weights.get(case.checker.dprec(date) if date else "", max(weights.values()))


def is_lifted(case, person):
    """Whether the checker lifts the whole clause: any consent of hers to any leaf of her group."""
    own = [leaf for leaf in case.message.leaves if leaf["gid"] == person]
    return any(case.message.cond("CONSENT", leaf) for leaf in own)


@we(
    "R31",
    "IDENTIFYING",
    "Consent to one leaf does not open another.",
    "changes.json, rules: R31; UK MSA 2015 s.52(3)",
)
def _(case, hit):
    people = [one["gid"] for one in case.concerned(hit.parts[1])]
    is_open = all(case.message.cond("CONSENT", leaf) for leaf in case.at(hit))
    return not is_open and any(is_lifted(case, person) for person in people)


@we(
    "R31",
    "IDENTIFYING",
    "P4 lies above P3; the checker asks about P3 and P5 only.",
    "R31, no P3+ leaf about her",
)
def _(case, hit):
    is_open = all(case.message.cond("CONSENT", leaf) for leaf in case.at(hit))
    return not is_open and case.checker.F[hit.parts[2]]["sensitivity"] == "P4"


@we(
    "R31",
    "TOO_NARROW",
    "Consent to one leaf does not lift the bound for the others.",
    "changes.json, rules: R31",
)
def _(case, hit):
    person, bound = hit.parts[1], case.agreement["quasiIdentifierBound"]
    return is_lifted(case, person) and sum(bits(case, person).values()) > bound


@we(
    "R31",
    "TOO_NARROW",
    "A group that is linked to nobody counts for everybody.",
    "changes.md, weak points: unlinking must not be a way around the bound",
)
def _(case, hit):
    person, bound = hit.parts[1], case.agreement["quasiIdentifierBound"]
    return case.message.weights(person) <= bound < sum(bits(case, person).values())


@they(
    "R31",
    "Rungs of one ladder, and what she consented to, do not add to the bits.",
    "purposes.json, quasiIdentifierWeights: one rung of a ladder counts once",
)
def _(case, thing):
    people = [
        gid
        for gid, group in case.groups("subject").items()
        if group["ledCategory"] in VICTIM and group["ageClass"] not in CHILD
    ]
    bound = case.agreement["quasiIdentifierBound"]
    sums = [sum(bits(case, one).values()) for one in people]
    return thing.startswith("sum ") and all(one <= bound for one in sums)


@they(
    "R31",
    "She consented to the leaf that identifies her.",
    "changes.json, rules: R31; R31, without CONSENT",
)
def _(case, field):
    own = [leaf for leaf in case.leaves(field)]
    return bool(own) and all(case.message.cond("CONSENT", leaf) for leaf in own)


@we(
    "R61",
    "TOGETHER_TOO_NARROW",
    "The bound is that of R31, for what was sent before and now; a fixed one of 60 there.",
    "R61, within the bound; purposes.json, the agreement sets the bound",
)
def _(case, hit):
    before, now = told(case, hit.parts[1]), bits(case, hit.parts[1])
    sent = before.get("sent")
    together = before["bits"] + sum(now.values())
    if sent is not None:
        together = sum(max(sent.get(key, 0), now.get(key, 0)) for key in {*sent, *now})
    return together > case.agreement["quasiIdentifierBound"]


@we(
    "R61",
    "PSEUDONYM_REUSED",
    "A pseudonym was used in another exchange; the checker has no evaluator for this clause.",
    "R61, pseudonyms differ per recipient and case; changes.md, weak points",
)
def _(case, hit):
    names = [leaf["v"] for leaf in case.at(hit)]
    uses = told(case, hit.parts[1])["pseudonyms"]
    exchange = case.private["private.exchangeId"]
    return any(use["pseudonym"] in names and use["exchangeId"] != exchange for use in uses)


def told(case, gid):
    return case.history.get("people", {}).get(gid, case.history.get("person", {}))


# --- R34: clients of a service under the VAWA


def covering(case, leaf):
    """Consents whose scope names a leaf, valid or not, of each client: of nobody's, one list of all."""
    people = case.concerned(leaf["gid"])
    naming = [
        one
        for one in case.line["consents"]
        if leaf["f"] in one["scope"] or leaf["kind"] in one["scope"]
    ]
    clients = [one["gid"] for one in people if one["ledCategory"] not in SUSPECT]
    if not people:
        return [naming]
    return [[one for one in naming if one["subject"] == client] for client in clients]


def is_valid(case, consent):
    return (
        consent["status"] in case.checker.LISTS["consent_status"]["valid"]
        and case.purpose["id"] in consent["purposes"]
        and case.recipient["entity"] in consent["recipients"]
        and consent["validFrom"] <= case.clear["env.createdAt"] <= consent["validUntil"]
        and not consent["withdrawnAt"]
        and not consent["giverIsSuspect"]
    )


@they(
    "R34",
    "She gave a consent that is valid, written and limited in time, or the leaf is a suspect's.",
    "28 CFR 94.115(a)(2); changes.md, weak points",
)
def _(case, field):
    graves = [leaf for leaf in case.leaves(field) if case.checker.F[field]["sensitivity"] >= "P3"]
    return all(is_consented(case, leaf) or is_suspects(case, leaf) for leaf in graves)


def is_consented(case, leaf):
    return all(
        any(is_valid(case, one) and one.get("written") for one in of_one)
        for of_one in covering(case, leaf)
    )


def is_suspects(case, leaf):
    people = case.concerned(leaf["gid"])
    return bool(people) and all(one["ledCategory"] in SUSPECT for one in people)


@we(
    "R34",
    "NO_CONSENT CONSENT_OF_ABUSER NOT_WRITTEN",
    "Places, matching elements and codes that reveal are protected too; the checker asks about P3.",
    "28 CFR 94.115(a)(1); R34, location, or matching element",
)
def _(case, hit):
    matching = {"match.blinded", "match.evaluated"}
    is_low = case.checker.F[hit.parts[2]]["sensitivity"] < "P3"
    is_meant = hit.parts[2] in matching or any(
        leaf["kind"] == "location" or case.message.special(leaf) for leaf in case.at(hit)
    )
    return is_low and is_meant and not all(is_consented(case, leaf) for leaf in case.at(hit))
