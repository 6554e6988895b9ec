"""Authorisations within a message: who decided, for whom, and about what (E03)."""

from cases import opens, refused
from keys import compact_jws
from octets import canonical, digest
from wire import Message, seconds
from world import IAT, JUDGE, KEYS, OTHER, RECIPIENT, SENDER, instant

DAY = "2026-12-31"
LAST_SECOND = 1798761599


def order(
    message: Message, key: str = "judge-b", typ: str = "spp-authorisation+jwt", **changed: object
) -> dict:
    """An order of a judge about the person, and what is stated beside it."""
    claims = {
        "iss": JUDGE,
        "aud": SENDER,
        "jti": message.id("decision"),
        "iat": seconds(IAT),
        "exp": LAST_SECOND,
        "nonce": message.id("nonce"),
    }
    terms = {
        "kind": "judicialOrder",
        "authority": "judge",
        "capacity": "issued",
        "purposes": ["ASSISTANCE_REFERRAL"],
        "recipient": RECIPIENT,
        "scope": ["subject"],
        "content": content(message, claims["nonce"]),
        "validUntil": DAY,
    }
    claims |= {name: value for name, value in changed.items() if name in claims}
    terms |= {name: value for name, value in changed.items() if name in terms}
    signed = {**claims, "authorisation": terms}
    header = {"alg": KEYS[key].alg, "kid": KEYS[key].kid, "typ": typ}
    return {
        "kind": terms["kind"],
        "authority": terms["authority"],
        "issuedAt": instant(IAT),
        "validUntil": terms["validUntil"],
        "scope": terms["scope"],
        "token": compact_jws(KEYS[key], header, canonical(signed)),
    }


def content(message: Message, nonce: str) -> str:
    """Over each value of the group of the person, in the order of their canonical forms."""
    fields = message.body[message.subject]["leaves"].items()
    values = [(field, v) for field, v in fields for v in (v if isinstance(v, list) else [v])]
    leaves = sorted(({"f": field, "v": v} for field, v in values), key=canonical)
    return digest(canonical({"leaves": leaves, "nonce": nonce}))


def prior(token: str) -> dict:
    return {"kind": "providerConsent", "decision": digest("a decision"), "token": token}


INVALID = "AUTHORISATION_INVALID"


@opens("E03", "order", "With an order of a judge about what it says of the person.")
def with_order(message: Message) -> None:
    message.private["authorisations"] = [order(message)]


@opens(
    "E03", "order-bad-threat", "A token that does not verify, where a life is said to be at stake."
)
def bad_threat(message: Message) -> None:
    message.private["authorisations"] = [order(message, key="ngo-b")]
    message.private["urgency"] = {"ground": "threatToLife", "level": "emergency"}


@refused("E03", "order-letters", "Letters in the form of a token.", INVALID)
def letters(message: Message) -> None:
    message.private["priorAuthorisations"] = [prior("aGVsbG8.d29ybGQ." + "b" * 4000)]


@refused("E03", "order-signer", "The sender signed the order itself.", INVALID)
def signer(message: Message) -> None:
    message.private["authorisations"] = [order(message, key="ngo-b")]


@refused("E03", "order-role", "An order in a role that the registry does not give.", INVALID)
def role(message: Message) -> None:
    message.private["authorisations"] = [order(message, authority="publicProsecutor")]


@refused("E03", "order-issuer", "An order of an agency that has no role.", INVALID)
def issuer(message: Message) -> None:
    message.private["authorisations"] = [order(message, key="ngo-b", iss=SENDER)]


@refused("E03", "order-actor", "An order for another agency.", INVALID)
def actor(message: Message) -> None:
    message.private["authorisations"] = [order(message, aud=OTHER)]


@refused("E03", "order-recipient", "An order for another recipient.", INVALID)
def recipient(message: Message) -> None:
    message.private["authorisations"] = [order(message, recipient=OTHER)]


@refused("E03", "order-purpose", "An order for another purpose.", INVALID)
def purpose(message: Message) -> None:
    message.private["authorisations"] = [order(message, purposes=["STATISTICS"])]


@refused("E03", "order-expired", "An order whose last day is over.", INVALID)
def expired(message: Message) -> None:
    late = {"iat": seconds(IAT) - 172_800, "exp": seconds(IAT) - 36_000, "validUntil": "2026-11-23"}
    stated = {"issuedAt": "2026-11-22T09:00:00Z"}
    message.private["authorisations"] = [{**order(message, **late), **stated}]


@refused("E03", "order-content", "The order was about other values.", INVALID)
def other_content(message: Message) -> None:
    entry = order(message)
    message.body[message.subject]["leaves"]["subject.sex"] = "1"
    message.private["authorisations"] = [entry]


@refused("E03", "order-beside", "A wider scope is stated beside the token.", INVALID)
def beside(message: Message) -> None:
    message.private["authorisations"] = [{**order(message), "scope": ["identity", "subject"]}]


@refused("E03", "order-scope-order", "The scope in another order than that of a set.", INVALID)
def scope_order(message: Message) -> None:
    entry = order(message, scope=["subject", "identity"])
    message.private["authorisations"] = [{**entry, "scope": ["identity", "subject"]}]


@refused("E03", "order-type", "A signed object of another type.", INVALID)
def other_type(message: Message) -> None:
    message.private["authorisations"] = [order(message, typ="spp-consent+jwt")]
