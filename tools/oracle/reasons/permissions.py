"""What may stand in a message, for how fine a value and for whom."""

import re

from oracle.explain import they, we

# Purposes that are open to data given for assistance, and for nothing against a person's stay.
HELP = {"ASSISTANCE_REFERRAL", "DATA_SUBJECT_RIGHTS", "OVERSIGHT_AUDIT"} | {
    "PROTECTION_STATUS",
    "SAFE_RETURN",
}
COURT = {"NO_JUDICIAL_USE_WITHOUT_AUTH", "H1"}
CONSENT_ONLY = "consent is the only basis and does not cover it"


def refused(case, field):
    """Leaves and header members of a field that the checker refuses, with its reason."""
    own = [leaf for leaf in case.message.leaves + case.message.heads if leaf["f"] == field]
    return [reason for leaf in own if (reason := case.message.permitted(leaf))]


def has_basis(case):
    """Whether a basis counts that carries personal data at all."""
    enough = {"task", "duty"} if case.marked("led", case.sender["regime"]) else None
    roles = (
        "task" if case.is_national(basis) else case.entries(basis)[0]["role"]
        for basis in case.counting()
    )
    return any(enough is None or role in enough for role in roles)


@they(
    "R01",
    "No basis counts for this sender, purpose and day, which R04 says once for the whole message.",
    "R04; validation.md, what is reported once",
)
def _(case, field):
    is_sole = set(refused(case, field)) == {CONSENT_ONLY}
    return is_sole and not list(case.counting()) and "R04" in case.ours


@they(
    "R01",
    "The sender is the authority that its order names; the checker asks for a token.",
    "Reg 2023/1543 Art 9(1); changes.json, condition JUDICIAL",
)
def _(case, field):
    roles = case.sender.get("judicialRoles", [])
    named = [leaf["v"] for leaf in case.leaves("evidence.issuingAuthority")]
    is_own = bool(named) and set(named) <= set(roles)
    return is_own and field in ("evidence.identifier", "evidence.contentRef", "identity.names")


@we(
    "R01",
    "FIELD_NOT_PERMITTED",
    "A guardian whom the registry does not list as one counts for nothing; not asked there.",
    "changes.json, condition CHILD",
)
def _(case, _):
    named = case.line["registry"]["named"]
    guardians = [named.get(leaf["v"], {}) for leaf in case.leaves("subject.guardianRef")]
    return any(one.get("type") not in ("childProtection", "court") for one in guardians)


@we(
    "R01",
    "FIELD_NOT_PERMITTED",
    "The agreement is not in force for these parties, purpose and days; E06 and E07 there.",
    "E06, E07; R01, an agreement row",
)
def _(case, _):
    agreement = case.agreement
    days = (case.day, case.line["now"][:10])
    return not (
        agreement["state"] == "inForce"
        and all(agreement["from"] <= day <= agreement["until"] for day in days)
        and case.purpose["id"] in agreement["purposes"]
        and {case.sender["entity"], case.recipient["entity"]} <= set(agreement["parties"])
    )


@we(
    "R01",
    "FIELD_NOT_PERMITTED",
    "A condition under which a source gave its data bars this use; R20, R22, R47, R48 there.",
    "LED 9(3); R20, R22, R47, R48",
)
def _(case, _):
    return case.holds_purpose_fields and any(bars(case, source) for source in case.sources)


def bars(case, source):
    """Whether a source set a condition that this message does not keep."""
    conditions, codes = set(source["conditions"]), set(source["europol"])
    # Verified, and about this source: the checker takes what the message states.
    given = {
        one["kind"]
        for one in case.line["authorisations"]
        if source["commitment"] in one["binds"]
    }
    is_other = source["purpose"] != case.purpose["id"]
    is_statistics = case.purpose["id"] == "STATISTICS"
    is_court = case.purpose["id"] == "JUDICIAL_EVIDENCE"
    is_help = case.purpose["id"] in HELP
    is_border = case.recipient["type"] == "immigrationAuthority"
    asked = {"providerConsent", "priorTransferAuthorisation", "fiuConsent"}
    return (
        not conditions <= set(case.clear["env.handling.conditions"])
        or ("NO_OTHER_PURPOSE" in conditions and is_other)
        or ("ASSISTANCE_ONLY" in conditions and not is_help)
        or ("STATISTICAL_USE_ONLY" in conditions and not is_statistics)
        or (("NO_ONWARD" in conditions or "H2" in codes) and "providerConsent" not in given)
        or ("ONWARD_WITH_PRIOR_AUTH" in conditions and not asked & given)
        or (is_court and COURT & (conditions | codes) and "providerConsent" not in given)
        or (is_border and "NO_IMMIGRATION_ENFORCEMENT_USE" in conditions and not is_help)
        or (source["originRegime"] == "FIU-AMLD6" and is_other and "fiuConsent" not in given)
    )


@we(
    "R01",
    "FIELD_NOT_PERMITTED",
    "The row of the agreement is for another recipient.",
    "R01, an agreement row; conditions.json, schema of an agreement",
)
def _(case, hit):
    field, own = hit.parts[2], case.recipient["entity"]
    rows = [one for one in case.agreement["rows"] if one["purpose"] == case.purpose["id"]]
    others = [one for one in rows if one["field"] == field and "recipient" in one]
    is_open = case.agreement["purposeDefault"]
    return not is_open and bool(others) and all(one["recipient"] != own for one in others)


@we(
    "R01",
    "FIELD_NOT_PERMITTED",
    "Of the bases named, only consent counts, and no consent covers the leaf.",
    "GDPR 6(1); a basis that does not count does not lift the limit of consent",
)
def _(case, hit):
    counting, consents = list(case.counting()), case.checker.PU["legalBasisRule"]["consentBases"]
    rests = all(any(case.checker.prefix(one, basis) for one in consents) for basis in counting)
    own = [leaf for leaf in case.message.leaves + case.message.heads if leaf["gid"] == hit.parts[1]]
    return (
        bool(counting)
        and rests
        and any(not case.message.cond("CONSENT", leaf) for leaf in own if leaf["f"] == hit.parts[2])
    )


@we(
    "R01",
    "FIELD_NOT_PERMITTED",
    "Category and age class of a person are fields of the purpose, which the agreement must grant.",
    "changes.json, purposes: DATA_SUBJECT_RIGHTS",
)
def _(case, hit):
    field = hit.parts[2]
    rows = [one["field"] for one in case.agreement["rows"] if one["purpose"] == case.purpose["id"]]
    is_header = field in ("subject.ledCategory", "subject.ageClass")
    return is_header and not case.agreement["purposeDefault"] and field not in rows


@they(
    "R02",
    "Of what nothing permits at all, it does not matter how fine it is: R01 or R04 refuses it.",
    "R01, R04; validation.md, what is reported once",
)
def _(case, field):
    named = [hit.parts[2] for hit in case.ours.get("R01", [])]
    return field in named or ("R04" in case.ours and not has_basis(case))


@we(
    "R02",
    "TOO_PRECISE",
    "The agreement grants a coarser rung than the purpose.",
    "R02, than the rung that purpose and agreement grant",
)
def _(case, hit):
    rows = [
        row
        for row in case.agreement["rows"]
        if row["purpose"] == case.purpose["id"] and row["field"] == hit.parts[2]
    ]
    return any(not within(case, leaf, rows) for leaf in case.at(hit))


def within(case, leaf, rows):
    """Whether a row of the agreement grants a value as fine as it is; no row sets no limit."""
    ranks = case.checker.RANK
    ceilings = [{one["ladder"]: one["rung"] for one in row.get("max", [])} for row in rows]
    return all(
        not rows
        or any(
            ladder not in most or ranks[ladder][rung] <= ranks[ladder][most[ladder]]
            for most in ceilings
        )
        for ladder, rung in case.checker.rungs(leaf["f"], leaf["v"])
    )


@we(
    "R17",
    "REASON_MISSING",
    "Consent does not replace the reason on the path.",
    "changes.md, weak points: R17 passes on consent without a reason for the path",
)
def _(case, hit):
    path = "/".join(hit.parts[1:])
    reasons = [one["reason"] for one in case.private["private.necessity"] if one["path"] == path]
    return not set(reasons) - case.checker.SUPPORT


@they(
    "R17",
    "Explicit consent is the same ground under the UK GDPR; the checker knows that of the Union.",
    "UK GDPR 9(2)(a); R17, CONSENT with explicit 9(2)(a)",
)
def _(case, field):
    explicit = any(basis.startswith("UK-GDPR#9(2)(a)") for basis in case.bases)
    special = [leaf for leaf in case.leaves(field) if case.message.special(leaf)]
    return explicit and all(case.message.cond("CONSENT", leaf) for leaf in special)


@we(
    "R18",
    "BASIS_NOT_FOR_SENDER",
    "An NGO stands on consent, vital interests or a law that is agreed; the checker takes any point.",
    "R18, for an NGO 9(2)(a) or 9(2)(c), or a law under 9(2)(g) that the agreement names",
)
def _(case, _):
    points = {match[1] for basis in case.bases if (match := ARTICLE_9.match(basis))}
    by_law = "g" in points and any(case.is_national(basis) for basis in case.bases)
    is_ngo = case.clear["env.sender.agencyType"] == "victimServiceNGO"
    return is_ngo and bool(points) and not points & {"a", "c"} and not by_law


ARTICLE_9 = re.compile(r"(?:UK-)?GDPR#9\(2\)\((\w+)\)")


@we(
    "R23",
    "SHARED_TOO_WIDELY",
    "A code that reveals a special category is one, whatever the sensitivity of its field.",
    "C-184/20; R17, a leaf that counts as P4",
)
def _(case, hit):
    return any(case.message.special(leaf) for leaf in case.at(hit))
