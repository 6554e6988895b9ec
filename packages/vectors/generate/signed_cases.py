"""The claims in clear, and who signed them: E03."""

from cases import opens, refused
from keys import Key
from octets import decode, encode
from primitives import ed25519
from wire import Message, dated
from world import DAY, IAT, KEYS, OTHER


@opens("claims", "all", "Every claim in clear, and no other.")
def all_claims(_: Message) -> None:
    pass


@opens("claims", "review", "With the one claim that may be left out.")
def review(message: Message) -> None:
    message.claims["reviewBy"] = "2026-12-10"


@refused(
    "claims", "missing", "A claim is left out; there are no defaults.", "MESSAGE_CLAIM_MISSING"
)
def missing(message: Message) -> None:
    del message.claims["channelGround"]


@refused("claims", "unknown", "A claim that the catalogue does not have.", "MESSAGE_CLAIM_UNKNOWN")
def unknown(message: Message) -> None:
    message.claims["remark"] = "x"


@refused("claims", "wrong", "A code that is not in its list.", "MESSAGE_CLAIM_WRONG")
def wrong(message: Message) -> None:
    message.claims["transfer"] = "AS_AGREED"


@opens("E03", "ed25519", "Signed with Ed25519.")
def signed_ed25519(_: Message) -> None:
    pass


@opens("E03", "es256", "Signed with ES256.")
def signed_es256(message: Message) -> None:
    message.signer = KEYS["ngo-b es256"]


@refused(
    "E03",
    "other-audience",
    "Signed for NGO-D, and sealed again to NGO-C.",
    "MESSAGE_WRONG_AUDIENCE",
)
def other_audience(message: Message) -> None:
    message.claims["aud"] = OTHER


@refused(
    "E03", "not-registered", "The issuer is no agency of the registry.", "TRUST_AGENCY_UNKNOWN"
)
def not_registered(message: Message) -> None:
    message.claims["iss"] = "https://ngo-x.test"
    message.parties = ("https://ngo-x.test", message.parties[1])


@refused("E03", "key-of-another", "Signed with the key of another agency.", "TRUST_KEY_UNKNOWN")
def key_of_another(message: Message) -> None:
    message.signer = KEYS["ngo-d"]


@refused(
    "E03",
    "key-retired",
    "Signed with a key that was retired four days ago.",
    "TRUST_KEY_NOT_IN_FORCE",
)
def key_retired(message: Message) -> None:
    message.signer = KEYS["ngo-b retired"]


@refused(
    "E03",
    "key-retired-backdated",
    "The same, and dated back to when the key was in force.",
    "TRUST_KEY_NOT_IN_FORCE",
)
def key_retired_backdated(message: Message) -> None:
    message.signer = KEYS["ngo-b retired"]
    dated(message, IAT - 6 * DAY)


@refused(
    "E03",
    "key-not-yet",
    "Signed with a key that is in force from next week.",
    "TRUST_KEY_NOT_IN_FORCE",
)
def key_not_yet(message: Message) -> None:
    message.signer = KEYS["ngo-b later"]


@refused(
    "E03",
    "key-compromised",
    "Signed with a stolen key, before the theft as it says.",
    "TRUST_KEY_COMPROMISED",
)
def key_compromised(message: Message) -> None:
    message.signer = KEYS["ngo-b compromised"]


@refused("E03", "payload", "A claim was changed after signing.", "JWS_SIGNATURE_INVALID")
def payload(message: Message) -> None:
    def change(jwt: str) -> str:
        header, body, signature = jwt.split(".")
        changed = decode(body).replace(b'"eraseBy":"2026-12-19"', b'"eraseBy":"2027-12-19"')
        return f"{header}.{encode(changed)}.{signature}"

    message.after_signing = change


@refused(
    "E03",
    "malleable",
    "The signature with its group order added, which a lax reader takes.",
    "JWS_SIGNATURE_INVALID",
)
def malleable(message: Message) -> None:
    def change(jwt: str) -> str:
        signed, signature = jwt.rsplit(".", 1)
        octets = decode(signature)
        number = int.from_bytes(octets[32:], "little") + ed25519.L
        return f"{signed}.{encode(octets[:32] + number.to_bytes(32, 'little'))}"

    message.after_signing = change


@refused("E03", "none", "No signature, and a header that says so.", "JWS_ALGORITHM_NOT_ALLOWED")
def none(message: Message) -> None:
    message.header["alg"] = "none"
    message.after_signing = lambda jwt: jwt.rsplit(".", 1)[0] + "."


@refused(
    "E03", "eddsa", "The older name, which leaves the curve open.", "JWS_ALGORITHM_NOT_ALLOWED"
)
def eddsa(message: Message) -> None:
    message.header["alg"] = "EdDSA"


@refused("E03", "other-type", "Signed as something else than a message.", "JWS_TYPE_WRONG")
def other_type(message: Message) -> None:
    message.header["typ"] = "spp-receipt+jwt"


@refused("E03", "critical", "An extension that must be understood.", "JWS_CRITICAL_UNKNOWN")
def critical(message: Message) -> None:
    message.header["crit"] = ["exp"]


@refused(
    "E03",
    "key-in-header",
    "The header brings the key it is to be checked with.",
    "JWS_HEADER_INVALID",
)
def key_in_header(message: Message) -> None:
    message.signer = Key("mine", "Ed25519", "sig")
    message.header["jwk"] = message.signer.epk
