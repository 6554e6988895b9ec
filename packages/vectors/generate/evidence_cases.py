"""The cases of evidence (docs/spec/receipts.md), each about one thing."""

from keys import Key
from kept import Kept, refused, verifies
from octets import canonical, decode, digest, encode
from wire import dated, seconds
from world import DAY, IAT, KEYS, NOW, OTHER, SECOND


@verifies("both", "The message was delivered and decided.")
def both(_: Kept) -> None:
    pass


@verifies("none", "No receipt: that it arrived is not shown, that it was signed is.")
def none(kept: Kept) -> None:
    kept.receipts = []


@verifies("refusal", "Refused at first, and delivered later.")
def refusal(kept: Kept) -> None:
    kept.receipts = [("refused", {}), ("delivered", {})]


@verifies("es256", "The message is signed with ES256.")
def es256(kept: Kept) -> None:
    kept.message.signer = KEYS["ngo-b es256"]


@verifies("retired-since", "The key of the sender was retired after it signed.")
def retired_since(kept: Kept) -> None:
    kept.message.signer = KEYS["ngo-b retired"]
    dated(kept.message, IAT - 6 * DAY)


@verifies("stolen-since", "The key was stolen after it signed, and others prove the time.")
def stolen_since(kept: Kept) -> None:
    kept.message.signer = KEYS["ngo-b compromised"]
    kept.time_proven = True


@verifies("slow-clock", "The clock of the recipient was two minutes slow.")
def slow_clock(kept: Kept) -> None:
    kept.change("delivered", iat=seconds(IAT - 120 * SECOND))


@verifies("verdict-again", "The same verdict is signed again.")
def verdict_again(kept: Kept) -> None:
    kept.receipts = [("decided", {}), ("decided", {"iat": seconds(NOW + DAY)})]


@verifies("with-findings", "It was accepted with two warnings; one is about a check on opening.")
def with_findings(kept: Kept) -> None:
    codes = {"R20": "R20_CONDITION_DROPPED", "E05": "MESSAGE_EXPIRED"}
    findings = [warning(rule, code) for rule, code in codes.items()]
    kept.change("decided", verdict="acceptWithWarnings", findings=findings)


@verifies("version-1.1", "The message is of version 1.1; receipts are of 1.0 always.")
def version_1_1(kept: Kept) -> None:
    kept.message.of_version("1.1")


@refused("stolen", "Signed with a stolen key; nobody proves when.", "TRUST_KEY_COMPROMISED")
def stolen(kept: Kept) -> None:
    kept.message.signer = KEYS["ngo-b compromised"]


@refused("retired", "Signed with a key that was retired before.", "TRUST_KEY_NOT_IN_FORCE")
def retired(kept: Kept) -> None:
    kept.message.signer = KEYS["ngo-b retired"]


@refused("key-of-another", "The message is signed by another agency.", "TRUST_KEY_UNKNOWN")
def key_of_another(kept: Kept) -> None:
    kept.message.signer = KEYS["ngo-d"]


@refused("not-registered", "The sender is no agency of the registry.", "TRUST_AGENCY_UNKNOWN")
def not_registered(kept: Kept) -> None:
    kept.message.claims["iss"] = "https://ngo-x.test"


@refused("message-changed", "The message was changed afterwards.", "JWS_SIGNATURE_INVALID")
def message_changed(kept: Kept) -> None:
    kept.message.after_signing = lambda jwt: edited(jwt, b"2026-12-19", b"2027-12-19")


@refused("message-of-other-type", "A receipt stands for the message.", "JWS_TYPE_WRONG")
def message_of_other_type(kept: Kept) -> None:
    kept.message.header["typ"] = "spp-receipt+jwt"


@refused("message-header", "The header of the message says more.", "JWS_HEADER_INVALID")
def message_header(kept: Kept) -> None:
    kept.message.header["cty"] = "x"


@refused("message-version", "The message is of another version.", "MESSAGE_PROFILE_UNSUPPORTED")
def message_version(kept: Kept) -> None:
    kept.message.claims["spp"] = "2.0"


@refused("message-no-test", "A real message, and a registry of tests.", "MESSAGE_TEST_MISMATCH")
def message_no_test(kept: Kept) -> None:
    kept.message.claims["test"] = False
    # Countries that do not exist are for tests.
    for party, country in (("sender", "DE"), ("recipient", "FR")):
        kept.message.claims[party]["country"] = country


@refused("claim-missing", "The message lacks a claim.", "MESSAGE_CLAIM_MISSING")
def claim_missing(kept: Kept) -> None:
    del kept.message.claims["channelGround"]


@refused("claim-unknown", "The message has a claim that is not specified.", "MESSAGE_CLAIM_UNKNOWN")
def claim_unknown(kept: Kept) -> None:
    kept.message.claims["remark"] = "x"


@refused("claim-wrong", "The message names another hash.", "MESSAGE_CLAIM_WRONG")
def claim_wrong(kept: Kept) -> None:
    kept.message.claims["_sd_alg"] = "sha-512"


@refused("with-disclosures", "The whole message in place of its JWT.", "BASE64URL_MALFORMED")
def with_disclosures(kept: Kept) -> None:
    kept.kept_jwt = lambda sd_jwt: sd_jwt


@refused("verdict-changed", "The verdict was changed afterwards.", "JWS_SIGNATURE_INVALID")
def verdict_changed(kept: Kept) -> None:
    kept.after_signing = lambda receipts: [
        edited(one, b'"verdict":"accept"', b'"verdict":"reject"') for one in receipts
    ]


@refused("receipt-of-sender", "The sender signed its own receipt.", "TRUST_KEY_UNKNOWN")
def receipt_of_sender(kept: Kept) -> None:
    kept.signer = KEYS["ngo-b"]


@refused("receipt-by-another", "Another agency gives the receipt.", "RECEIPT_MISMATCH")
def receipt_by_another(kept: Kept) -> None:
    kept.signer = KEYS["ngo-d"]
    for kind in ("delivered", "decided"):
        kept.change(kind, iss=OTHER)


@refused("receipt-to-another", "The receipt is for another sender.", "RECEIPT_MISMATCH")
def receipt_to_another(kept: Kept) -> None:
    kept.change("decided", aud=OTHER)


@refused("receipt-of-another", "The receipt is about another message.", "RECEIPT_MISMATCH")
def receipt_of_another(kept: Kept) -> None:
    kept.change("decided", msg=digest("another message"))


@refused("receipt-too-old", "Dated more than two minutes before the message.", "RECEIPT_MISMATCH")
def receipt_too_old(kept: Kept) -> None:
    kept.change("delivered", iat=seconds(IAT - 121 * SECOND))


@refused("receipts-differ", "The receipts differ in what arrived.", "RECEIPT_MISMATCH")
def receipts_differ(kept: Kept) -> None:
    kept.change("decided", sd_hash=digest("another delivery"))


@refused("receipts-differ-in-part", "One names a disclosure less.", "RECEIPT_MISMATCH")
def receipts_differ_in_part(kept: Kept) -> None:
    kept.change("decided", resolved=lambda kept: without(kept, of_root=False))


@refused("verdicts-differ", "Two verdicts that contradict each other.", "RECEIPTS_CONTRADICT")
def verdicts_differ(kept: Kept) -> None:
    kept.receipts = [("delivered", {}), ("decided", {}), ("decided", {"verdict": "reject"})]


@refused("decided-days-before", "Decided days before it arrived.", "RECEIPT_TIME_WRONG")
def decided_days_before(kept: Kept) -> None:
    kept.change("delivered", iat=seconds(NOW + 2 * DAY))


@refused("root-not-received", "The receipt does not name the private part.", "RECEIPT_MISMATCH")
def root_not_received(kept: Kept) -> None:
    kept.receipts = [("delivered", {"resolved": lambda kept: without(kept, of_root=True)})]


@refused("refusal-of-none", "A refusal that names no message.", "RECEIPT_MISMATCH")
def refusal_of_none(kept: Kept) -> None:
    kept.receipts = [("refused", {"msg": None})]


@refused("not-sorted", "The digests of a receipt are not sorted.", "RECEIPT_INVALID")
def not_sorted(kept: Kept) -> None:
    kept.change("decided", resolved=lambda kept: kept.delivery["resolved"][::-1])


@refused("no-verdict", "A verdict that is not specified.", "RECEIPT_INVALID")
def no_verdict(kept: Kept) -> None:
    kept.change("decided", verdict="maybe")


@refused("rule-of-its-own", "A finding of a rule that only the recipient has.", "RECEIPT_INVALID")
def rule_of_its_own(kept: Kept) -> None:
    findings = [warning("R99", "R99_OWN")]
    kept.change("decided", verdict="acceptWithWarnings", findings=findings)


@refused("refusal-by-its-own", "A refusal by a rule that only the recipient has.", "RECEIPT_INVALID")
def refusal_by_its_own(kept: Kept) -> None:
    kept.receipts = [("refused", {"rule": "R99"}), ("delivered", {})]


@refused("code-of-another-rule", "A finding has the code of another rule.", "RECEIPT_INVALID")
def code_of_another_rule(kept: Kept) -> None:
    findings = [warning("R20", "R21_CONDITION_DROPPED")]
    kept.change("decided", verdict="acceptWithWarnings", findings=findings)


@refused("claim-beside", "A receipt with a claim that is not specified.", "RECEIPT_INVALID")
def claim_beside(kept: Kept) -> None:
    kept.change("decided", note="x")


@refused("receipt-version", "The receipt is of another version.", "RECEIPT_INVALID")
def receipt_version(kept: Kept) -> None:
    kept.change("delivered", spp="2.0")


@refused("white-space", "White space in a receipt, in which data could be kept.", "RECEIPT_INVALID")
def white_space(kept: Kept) -> None:
    kept.write_receipt = lambda claims: canonical(claims).replace(",", " \t,", 1)


@refused("receipt-header", "The header of a receipt says more.", "JWS_HEADER_INVALID")
def receipt_header(kept: Kept) -> None:
    kept.header = {"note": "x"}


@refused("receipt-of-other-type", "Signed as something else than a receipt.", "JWS_TYPE_WRONG")
def receipt_of_other_type(kept: Kept) -> None:
    kept.header = {"typ": "spp-message+sd-jwt"}


@refused("receipt-brings-key", "The header brings the key to check it with.", "JWS_HEADER_INVALID")
def receipt_brings_key(kept: Kept) -> None:
    kept.signer = Key("mine", "Ed25519", "sig")
    kept.header = {"jwk": kept.signer.epk}


def edited(jws: str, old: bytes, new: bytes) -> str:
    """The same signature under another payload."""
    header, payload, signature = jws.split(".")
    return f"{header}.{encode(decode(payload).replace(old, new))}.{signature}"


def without(kept: Kept, *, of_root: bool) -> list[str]:
    """The digests but for one: that of the private part, or of something inside."""
    resolved = kept.delivery["resolved"]
    gone = kept.roots[-1] if of_root else next(one for one in resolved if one not in kept.roots)
    return [one for one in resolved if one != gone]


def warning(rule: str, code: str) -> dict[str, str]:
    """A warning about the whole message, as a receipt names it."""
    return {"rule": rule, "severity": "warn", "kind": "message", "code": code}
