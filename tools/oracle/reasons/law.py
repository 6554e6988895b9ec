"""Bases, borders, conditions and what other authorities gave."""

from oracle.explain import they, we

STAYS = {"INTRA_EU", "DOMESTIC", "EU_BODY"}
ONWARD = {"onwardTransferRequest", "onwardTransferDecision"}
FIU = "FIU-AMLD6"


@they(
    "R04",
    "The UK GDPR is law for those whom it binds; the rows that the checker has do not list it.",
    "changes.json, purposes: UK-GDPR bases",
)
def _(case, thing):
    admitted = {row["basis"] for row in case.purpose["legalBases"]}
    return case.sender["regime"] == "UK-GDPR" and any(
        basis.startswith("UK-GDPR#") and is_listed(case, basis[3:], admitted) for basis in case.bases
    )


def is_listed(case, basis, admitted):
    return any(case.checker.prefix(row, basis) for row in admitted)


@we(
    "R04",
    "TASK_MISSING",
    "A point of GDPR 9(2) lifts a ban and is no ground; the checker counts it as one.",
    "GDPR 6(1), 9(2); changes.json, rule R04",
)
def _(case, _):
    left = [basis for basis in case.counting() if "GDPR#9(2)" not in basis]
    return any("GDPR#9(2)" in basis for basis in case.bases) and not left


@they(
    "R06",
    "Nothing in the message is about a person, so that no purpose of personal data changes.",
    "LED 9(1), 3(1); validation.md, R06",
)
def _(case, _):
    kinds = {"P3", "P4", "P5"}
    said = {case.checker.F[one["f"]]["sensitivity"] for one in case.message.leaves}
    return not case.groups("subject") and not said & kinds


@they(
    "R06",
    "Union law that obliges to correct, to tell or to answer authorises that.",
    "LED 7(3), 12 to 16; validation.md, R06",
)
def _(case, _):
    instruments = case.checker.codes("legal_instrument")
    return any(
        row["role"] == "duty" and case.checker.live(row, case.day)
        for basis in case.bases
        if instruments.get(basis.split("#")[0], {}).get("kind") in ("eu", "uk")
        for row in case.entries(basis)
    )


@they(
    "R06",
    "National law is cited; that it is the sender's and that the agreement names it is for R04.",
    "R04 a and b",
)
def _(case, _):
    cited = [basis for basis in case.bases if basis.startswith("NAT-")]
    return bool(cited) and not any(map(case.is_national, cited)) and "R04" in case.ours


@they(
    "R19",
    "Law that the agreement names admits offence data, beside official authority.",
    "GDPR 10; R19, or a law named in the agreement",
)
def _(case, _):
    rows = case.agreement["nationalProvisions"]
    named = [row["basis"] for row in rows if row["purpose"] == case.purpose["id"]]
    return any(basis in named and basis.startswith("NAT-") for basis in case.bases)


@we(
    "R20",
    "HANDLING_DROPPED",
    "A Europol handling code of a source is not passed on.",
    "changes.md, weak points: an inherited H2 may be dropped",
)
def _(case, _):
    sources = [*case.sources, *case.history.get("sources", [])]
    inherited = {code for source in sources for code in source.get("europol", [])} - {"H0"}
    return not inherited <= set(case.clear["env.handling.europol"])


@they(
    "R21",
    "Only an authority under the Directive is bound; others may set conditions of their own.",
    "LED 9(4); changes.json, rule R21",
)
def _(case, _):
    return case.sender["regime"] != "LED"


@we(
    "R21",
    "NOT_DOMESTIC",
    "A body of the Union is a recipient in the Union also within the sender's State.",
    "LED 9(4)",
)
def _(case, _):
    is_home = case.sender["country"] == case.recipient["country"]
    return is_home and case.recipient["regime"] == "EUDPR"


@we(
    "R21",
    "NOT_DOMESTIC",
    "A body of the Union is a recipient in the Union wherever it sits.",
    "LED 9(4)",
)
def _(case, _):
    return not case.state(case.recipient["country"])["eu"] and case.recipient["regime"] == "EUDPR"


@they(
    "R22",
    "The question whether data may be passed on is how the provider is asked.",
    "validation.md, R22: a type that holds no fields of the purpose is free",
)
def _(case, _):
    codes = case.clear["env.handling.europol"]
    is_free = not codes or case.marked("led", case.sender["regime"])
    is_limited = "H3" not in codes or case.clear["env.handling.conditions"]
    return not case.holds_purpose_fields and bool(is_free and is_limited)


@we(
    "R24",
    "NOT_A_UNION_BODY",
    "EU_BODY is for bodies of the Union, and the recipient is none.",
    "R24, EU_BODY only for a Union body",
)
def _(case, _):
    is_claimed = case.clear["env.transfer.basis"] == "EU_BODY"
    return is_claimed and case.recipient["regime"] != "EUDPR"


def unbound(case, kind):
    """Sources that no verified prior authorisation of a kind binds."""
    given = [one for one in case.line["authorisations"] if one["kind"] == kind]
    bound = {commitment for one in given for commitment in one["binds"]}
    return [one for one in case.sources if one["commitment"] not in bound]


NOT_BOUND = (
    "It is about other data, or was not verified; the checker takes what is stated.",
    "changes.json, rules R22, R25, R26, R47",
)


@we("R25", "STATE_NOT_ASKED", *NOT_BOUND)
def _(case, _):
    return any(one in foreign(case) for one in unbound(case, "priorTransferAuthorisation"))


@we("R22", "PROVIDER_NOT_ASKED NOT_FOR_COURT", *NOT_BOUND)
def _(case, _):
    return any(one["europol"] for one in unbound(case, "providerConsent"))


@we("R47", "CONSENT_MISSING", *NOT_BOUND)
def _(case, _):
    return any(one["originRegime"] == "FIU-AMLD6" for one in unbound(case, "fiuConsent"))


@they(
    "R25",
    "What is said to stay within the Union is no transfer; that it is said truly is for R24.",
    "LED 35(1); validation.md, R25",
)
def _(case, _):
    basis = case.clear["env.transfer.basis"]
    there = case.state(case.recipient["country"])
    is_schengen = case.agreement["schengenAsEu"] and there["schengen"]
    is_true = basis == "EU_BODY" and case.recipient["regime"] == "EUDPR" or is_schengen
    return basis in STAYS and bool("R24" in case.ours or is_true)


@they("R25", "A sender outside the Union is bound by R26 instead.", "LED 35(1)(c) and (e)")
def _(case, _):
    return not case.marked("eu", case.sender["regime"])


@they(
    "R25",
    "The GDPR has no authorisation of a State: neither side nor source is law enforcement.",
    "GDPR Chapter V; LED 35(1)(c)",
)
def _(case, _):
    regimes = {case.sender["regime"], *(source["originRegime"] for source in foreign(case))}
    return not any(case.marked("led", regime) for regime in regimes)


@they(
    "R25",
    "The question whether data may be passed on, and what follows it, carry none of them.",
    "validation.md, R25: a type that holds no fields of the purpose is free",
)
def _(case, _):
    return not case.holds_purpose_fields


def foreign(case):
    """Sources in another Member State."""
    home = case.sender["country"]
    others = [one for one in case.sources if one["originState"] != home]
    return [one for one in others if case.state(one["originState"])["eu"]]


@we(
    "R26",
    "NOT_AUTHORISED",
    "Data of a Member State go from one third country to another without its decision.",
    "LED 35(1)(e); the checker looks at requests only",
)
def _(case, _):
    states = case.sender["country"], case.recipient["country"]
    is_third = not any(case.state(one)["eu"] for one in states) and states[0] != states[1]
    is_of_union = any(case.state(one["originState"])["eu"] for one in case.sources)
    return case.type not in ONWARD and is_third and is_of_union


@we(
    "R26",
    "DECISION_EXPIRED",
    "A decision is read after its end; the checker looks at requests only.",
    "R26 a, decision granted and unexpired",
)
def _(case, hit):
    is_over = any(leaf["v"] < case.line["now"][:10] for leaf in case.at(hit))
    return case.type == "onwardTransferDecision" and is_over


@we(
    "R26",
    "NOT_ITS_STATE",
    "The message named came from an authority of another State; the checker takes any exchange.",
    "LED 35(1)(e), original transferor or another authority of the same State",
)
def _(case, _):
    known = [*case.history.get("named", []), *case.history.get("exchange", [])]
    asked = case.values("onward.target")
    held = [next((one for one in known if one["digest"] == digest), {}) for digest in asked]
    home = case.recipient["country"]
    return any(
        one.get("fromCountry", home) != home and one["from"] != case.recipient["entity"]
        for one in held
    )


@we(
    "R26",
    "REQUEST_INCOMPLETE",
    "One request lacks what another in the same message states; the checker looks at all together.",
    "R26 a, in the same group; validation.md, R26",
)
def _(case, hit):
    return len(case.groups("onward")) > 1 and bool(case.leaves(hit.parts[2])) and not case.at(hit)


@they(
    "R26",
    "A request that names nobody to whom the data would go is incomplete by R65 or R01.",
    "R65, required fields of the type",
)
def _(case, _):
    return not case.leaves("onward.to") and "R65" in case.ours


@they(
    "R26",
    "What is asked about came from that State: the history holds it as named, not in the exchange.",
    "R26 b; LED 35(1)(e)",
)
def _(case, _):
    held = {one["digest"]: one for one in case.history.get("named", [])}
    named = [held.get(digest, {}) for digest in case.values("onward.target")]
    home, own = case.recipient["country"], case.recipient["entity"]
    is_whole = all(case.leaves(f"onward.{one}") for one in ("ground", "offence", "protectionLevel"))
    return is_whole and bool(named) and all(
        one.get("from") == own or one.get("fromCountry") == home for one in named
    )


@we(
    "R27",
    "SUPERVISOR_NOT_TOLD",
    "The supervisor was not told; the checker has no evaluator for this clause.",
    "R27; LED 37(2), 39(3)",
)
def _(case, _):
    return case.history["log"]["supervisorInformed"] is False


@they(
    "R29",
    "National law is cited; that it is the sender's and that the agreement names it is for R04.",
    "R04 a and b",
)
def _(case, thing):
    cited = [basis for basis in case.bases if basis.startswith("NAT-")]
    return thing == "basis" and bool(cited) and "R04" in case.ours


@they(
    "R29",
    "LED#8 binds no sender outside the Directive: national law alone is its basis.",
    "LED 2(1), 8; validation.md, R29",
)
def _(case, thing):
    is_under = all(case.marked(mark, case.sender["regime"]) for mark in ("led", "eu"))
    return thing == "basis" and not is_under and any(map(case.is_national, case.bases))


@they(
    "R47",
    "Told to the unit that it came from, and by the unit itself, nothing is passed on.",
    "Dir 2015/849 Art 55(1)",
)
def _(case, _):
    return not passed_on(case)


@we(
    "R47",
    "CONSENT_MISSING",
    "Any passing on of what a foreign unit gave needs its consent, for the same purpose too.",
    "Dir 2015/849 Art 55(1); changes.json, rule R47",
)
def _(case, _):
    return case.type not in ONWARD and bool(passed_on(case))


@we(
    "R47",
    "REQUEST_TO_OTHER",
    "The request goes to another than the unit that gave the data.",
    "R47, onward use starts with an onward request to that FIU",
)
def _(case, _):
    return case.type == "onwardTransferRequest" and bool(passed_on(case))


def passed_on(case):
    """Sources of another unit than sender and recipient, and not tied to their purpose at home."""

    def is_free(source):
        state = source["originState"]
        is_units = any(
            party["regime"] == FIU and party["country"] == state
            for party in (case.sender, case.recipient)
        )
        is_home = state == case.sender["country"]
        return is_units or (is_home and source["purpose"] == case.purpose["id"])

    return [one for one in case.sources if one["originRegime"] == FIU and not is_free(one)]


@they(
    "R59",
    "The Act keeps what Member States restricted: no source lies in the Union.",
    "UK DPA 2018 s.80(3)-(4)",
)
def _(case, _):
    return not any(case.state(source["originState"])["eu"] for source in case.sources)


@they(
    "R59",
    "Who is in the United Kingdom and not under its law is not bound; the dropped one is R20's.",
    "UK DPA 2018 s.80(3)-(4); R20",
)
def _(case, _):
    british = {"UK-DPA-P3", "UK-GDPR"}
    return not {case.sender["regime"], case.recipient["regime"]} & british and "R20" in case.ours


@they(
    "R59",
    "The question whether data may be passed on carries none of them.",
    "validation.md, R59: a type that holds no fields of the purpose is free",
)
def _(case, _):
    return not case.holds_purpose_fields


@they(
    "R59",
    "What was dropped is no restriction of a Member State, and R20 asks for it.",
    "UK DPA 2018 s.80(3)-(4); R20",
)
def _(case, _):
    stated = set(case.clear["env.handling.conditions"])
    union = [source for source in case.sources if case.state(source["originState"])["eu"]]
    return all(set(source["conditions"]) <= stated for source in union) and "R20" in case.ours


@we(
    "R59",
    "RESTRICTION_DROPPED",
    "Who is under British law is told by the regime; the checker asks for the country XD.",
    "UK DPA 2018 s.80(3)-(4)",
)
def _(case, _):
    return "XD" not in (case.sender["country"], case.recipient["country"])
