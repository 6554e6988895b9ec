"""E01, the package and its seal, and E11, its size."""

from cases import opens, refused
from octets import canonical, encode
from wire import SIZE_CLASSES, Message
from world import KEYS, OTHER


@opens("E01", "x25519", "Sealed to a key on X25519.")
def x25519(_: Message) -> None:
    pass


@opens("E01", "p-256", "Sealed to a key on P-256.")
def p_256(message: Message) -> None:
    message.to = KEYS["p-256"]


@refused("E01", "other-typ", "Another type of package.", "PACKAGE_HEADER_WRONG")
def other_typ(message: Message) -> None:
    message.sealing["typ"] = "spp-receipt+jwe"


@refused("E01", "other-cty", "Another type of content.", "PACKAGE_HEADER_WRONG")
def other_cty(message: Message) -> None:
    message.sealing["cty"] = "spp-receipt+json"


@refused("E01", "other-recipient", "The package names another recipient.", "PACKAGE_NOT_FOR_US")
def other_recipient(message: Message) -> None:
    message.parties = (message.parties[0], OTHER)


@refused(
    "E01", "other-sealer", "Another agency sealed what NGO-B signed.", "PACKAGE_SENDER_MISMATCH"
)
def other_sealer(message: Message) -> None:
    message.parties = (OTHER, message.parties[1])


@refused(
    "E01",
    "key-destroyed",
    "Sealed to a key that the recipient no longer has.",
    "PACKAGE_KEY_UNKNOWN",
)
def key_destroyed(message: Message) -> None:
    message.to = KEYS["destroyed"]


@refused(
    "E01",
    "key-wrapped",
    "A key agreement that is not direct.",
    "TRUST_SEALED_ALGORITHM_NOT_ALLOWED",
)
def key_wrapped(message: Message) -> None:
    message.sealing["alg"] = "ECDH-ES+A256KW"


@refused("E01", "other-cipher", "Another cipher.", "TRUST_SEALED_ALGORITHM_NOT_ALLOWED")
def other_cipher(message: Message) -> None:
    message.sealing["enc"] = "A128GCM"


@refused(
    "E01",
    "compressed",
    "A compressed package, whose length would tell what is in it.",
    "TRUST_SEALED_HEADER_INVALID",
)
def compressed(message: Message) -> None:
    message.sealing["zip"] = "DEF"


@refused("E01", "no-party", "The header does not name the sealer.", "TRUST_SEALED_HEADER_INVALID")
def no_party(message: Message) -> None:
    message.sealing["apu"] = ""


@refused("E01", "tag", "One bit of the tag is another.", "TRUST_SEALED_UNOPENABLE")
def tag(message: Message) -> None:
    message.after_sealing = lambda parts: [*parts[:4], flipped(parts[4])]


@refused("E01", "ciphertext", "One bit of the text is another.", "TRUST_SEALED_UNOPENABLE")
def ciphertext(message: Message) -> None:
    message.after_sealing = lambda parts: [*parts[:3], flipped(parts[3]), parts[4]]


@refused("E01", "low-order", "The fresh key is a point of low order.", "TRUST_SEALED_UNOPENABLE")
def low_order(message: Message) -> None:
    message.sealing["epk"] = {"crv": "X25519", "kty": "OKP", "x": encode(bytes(32))}


@refused("E01", "off-curve", "The fresh key is no point of the curve.", "TRUST_SEALED_UNOPENABLE")
def off_curve(message: Message) -> None:
    message.to = KEYS["p-256"]
    message.sealing["epk"] = {**KEYS["p-256"].epk, "y": encode(b"\1" * 32)}


@refused("E01", "four-parts", "The tag is left out.", "TRUST_SEALED_MALFORMED")
def four_parts(message: Message) -> None:
    message.after_sealing = lambda parts: parts[:4]


@refused("E01", "further-member", "The package has a member more.", "PACKAGE_MALFORMED")
def further_member(message: Message) -> None:
    message.package = lambda content: canonical({**content, "note": "x"})


@refused("E01", "seed-short", "The seed has 31 octets.", "PACKAGE_MALFORMED")
def seed_short(message: Message) -> None:
    message.package = lambda content: canonical({**content, "seed": encode(bytes(31))})


@refused(
    "E01",
    "version-beside",
    "The package names version 1.0, and the message in it 1.1.",
    "PACKAGE_MALFORMED",
)
def version_beside(message: Message) -> None:
    message.claims["spp"] = "1.1"


@refused(
    "E01",
    "white-space",
    "White space in the package, which could say something.",
    "PACKAGE_MALFORMED",
)
def white_space(message: Message) -> None:
    message.package = lambda content: canonical(content).replace(',"seed"', ', "seed"')


@opens("E11", "smallest", "The smallest class that holds the content.")
def smallest(_: Message) -> None:
    pass


@opens("E11", "larger", "A body that needs a larger class.")
def larger(message: Message) -> None:
    for number in range(12):
        need = {**list(message.body.values())[1], "links": [message.subject]}
        message.body[message.id(f"need {number}")] = need


@refused("E11", "spare-class", "A larger class than the content needs.", "PACKAGE_PADDING_WRONG")
def spare_class(message: Message) -> None:
    message.padded = lambda content: content.ljust(larger_class(len(content)), b"\0")


@refused("E11", "no-class", "As long as the content, which is no class.", "PACKAGE_PADDING_WRONG")
def no_class(message: Message) -> None:
    message.padded = lambda content: content


@refused("E11", "one-more", "One octet more than a class.", "PACKAGE_PADDING_WRONG")
def one_more(message: Message) -> None:
    padded = message.padded
    message.padded = lambda content: padded(content) + b"\0"


def larger_class(length: int) -> int:
    fitting = [size for size in SIZE_CLASSES if size >= length]
    return fitting[1]


def flipped(text: str) -> str:
    """Base64url of the same octets, but for the first bit."""
    return ("A" if text[0] != "A" else "g") + text[1:]
