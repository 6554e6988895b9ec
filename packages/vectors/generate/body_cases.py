"""E09: a first delivery is complete, padded, salted from its seed, and written in one way."""

import json

from cases import opens, refused
from keys import compact_jws
from octets import canonical, decode, digest, encode
from wire import Disclosures, Message, seconds
from world import IAT, KEYS, RECIPIENT


@opens("E09", "whole", "Every digest is opened, every level padded, everything in its order.")
def whole(_: Message) -> None:
    pass


@opens("E09", "route", "The values of a route keep the order of the journey, and may repeat.")
def route(message: Message) -> None:
    message.disclosures.values = lambda values: values
    event = {"kind": "event", "links": [message.subject], "meta": meta_of(message)}
    countries = {"event.routeCountries": ["XC", "XA", "XC", "XB"]}
    message.body[message.id("event")] = {**event, "leaves": countries}
    # Of one value: every other field of this body is a set.
    message.body[message.subject]["leaves"]["subject.languages"] = ["rus"]


@refused(
    "E09", "leaf-withheld", "A leaf is signed and not delivered.", "MESSAGE_DISCLOSURES_INCOMPLETE"
)
def leaf_withheld(message: Message) -> None:
    message.delivered = lambda texts: [text for text in texts if name_of(text) != "subject.sex"]


@refused(
    "E09",
    "private-withheld",
    "The private part is signed and not delivered.",
    "MESSAGE_DISCLOSURES_INCOMPLETE",
)
def private_withheld(message: Message) -> None:
    message.delivered = lambda texts: texts[:-1]


@refused(
    "E09",
    "key-binding",
    "A proof of possession, which a first delivery does not have.",
    "MESSAGE_DISCLOSURES_INCOMPLETE",
)
def key_binding(message: Message) -> None:
    def bind(sd_jwt: str) -> str:
        key = KEYS["ngo-c"]
        claims = {"aud": RECIPIENT, "iat": seconds(IAT), "nonce": "0", "sd_hash": digest(sd_jwt)}
        return sd_jwt + compact_jws(key, {"alg": key.alg, "typ": "kb+jwt"}, canonical(claims))

    message.after_disclosures = bind


@refused("E09", "twice", "A disclosure is delivered twice.", "DISCLOSURE_REPEATED")
def twice(message: Message) -> None:
    message.delivered = lambda texts: [texts[0], *texts]


@refused("E09", "unsigned", "A disclosure that nobody signed.", "DISCLOSURE_UNREFERENCED")
def unsigned(message: Message) -> None:
    text = encode(canonical([message.id("salt"), "need.services", "x"]).encode())
    message.delivered = lambda texts: [*texts, text]


@refused(
    "E09",
    "no-tilde",
    "The end of the list of disclosures is cut off.",
    "DISCLOSURE_SEPARATOR_MISSING",
)
def no_tilde(message: Message) -> None:
    message.after_disclosures = lambda sd_jwt: sd_jwt.split("~")[0]


@refused(
    "E09",
    "padding-speaks",
    "A padding disclosure holds something.",
    "MESSAGE_PADDING_DISCLOSURE_WRONG",
)
def padding_speaks(message: Message) -> None:
    pads = message.disclosures.pads
    message.disclosures.pads = lambda count: {name: 1 for name in pads(count)}


@refused("E09", "padding-missing", "A level without padding.", "MESSAGE_PADDING_DISCLOSURE_WRONG")
def padding_missing(message: Message) -> None:
    message.disclosures.pads = lambda _: {}


@refused(
    "E09", "padding-more", "A level padded to the next class.", "MESSAGE_PADDING_DISCLOSURE_WRONG"
)
def padding_more(message: Message) -> None:
    message.disclosures.pads = lambda count: {f"pad.{number}": 0 for number in range(8 - count)}


@refused(
    "E09",
    "padding-gap",
    "The names of the padding begin with 1.",
    "MESSAGE_PADDING_DISCLOSURE_WRONG",
)
def padding_gap(message: Message) -> None:
    pads = message.disclosures.pads
    message.disclosures.pads = lambda count: {f"pad.{i + 1}": 0 for i in range(len(pads(count)))}


@refused(
    "E09",
    "salt-chosen",
    "The last salt is chosen, and could say something.",
    "MESSAGE_SALT_NOT_DERIVED",
)
def salt_chosen(message: Message) -> None:
    disclosures, chosen = message.disclosures, message.id("salt")
    disclosures.private = lambda value: with_salt(disclosures, chosen, value)


@refused(
    "E09", "salt-of-another", "The salts follow from another seed.", "MESSAGE_SALT_NOT_DERIVED"
)
def salt_of_another(message: Message) -> None:
    other = Disclosures(message.drawn("another seed", 32))
    message.disclosures.salt = other.salt


@refused(
    "E09", "private-missing", "A member of the private part is missing.", "MESSAGE_PRIVATE_MISSING"
)
def private_missing(message: Message) -> None:
    del message.private["necessity"]


@refused(
    "E09",
    "private-unknown",
    "A member of the private part that nobody knows.",
    "MESSAGE_PRIVATE_UNKNOWN",
)
def private_unknown(message: Message) -> None:
    message.private["remark"] = "x"


@refused("E09", "private-wrong", "A level of assurance that there is not.", "MESSAGE_PRIVATE_WRONG")
def private_wrong(message: Message) -> None:
    message.private["officerAssurance"] = 9


@refused(
    "E09", "leaf-in-clear", "A leaf that cannot be withheld from its group.", "MESSAGE_LAYOUT_WRONG"
)
def leaf_in_clear(message: Message) -> None:
    message.body[message.subject]["subject.sex"] = "2"
    del message.body[message.subject]["leaves"]["subject.sex"]


@refused(
    "E09",
    "header-withheld",
    "The category of a person that could be withheld from its group.",
    "MESSAGE_LAYOUT_WRONG",
)
def header_withheld(message: Message) -> None:
    group = message.body[message.subject]
    group["leaves"]["ledCategory"] = group.pop("ledCategory")


@refused(
    "E09",
    "one-for-many",
    "A field that may have several values is no list.",
    "MESSAGE_LAYOUT_WRONG",
)
def one_for_many(message: Message) -> None:
    message.body[message.subject]["leaves"]["subject.languages"] = "rus"


@refused("E09", "group-name", "A group has a name that is no random id.", "MESSAGE_LAYOUT_WRONG")
def group_name(message: Message) -> None:
    message.body["case-2026-17"] = message.body.pop(list(message.body)[1])


@refused(
    "E09",
    "digests-unsorted",
    "Digests in another order, which would tell which is which.",
    "MESSAGE_NOT_CANONICAL",
)
def digests_unsorted(message: Message) -> None:
    message.disclosures.digests = lambda found: sorted(found, reverse=True)


@refused("E09", "values-unsorted", "The values of a set in another order.", "MESSAGE_NOT_CANONICAL")
def values_unsorted(message: Message) -> None:
    message.disclosures.values = lambda values: sorted(values, reverse=True)


@refused("E09", "space-in-payload", "White space in the claims.", "MESSAGE_NOT_CANONICAL")
def space_in_payload(message: Message) -> None:
    message.write_payload = lambda claims: canonical(claims).replace(',"aud"', ', "aud"')


@refused("E09", "space-in-disclosure", "White space in a disclosure.", "MESSAGE_NOT_CANONICAL")
def space_in_disclosure(message: Message) -> None:
    message.disclosures.write = lambda value: canonical(value).replace('","', '", "', 1)


@refused("E09", "space-in-header", "White space in the header.", "MESSAGE_NOT_CANONICAL")
def space_in_header(message: Message) -> None:
    message.write_header = lambda header: json.dumps(header)


@refused(
    "E09", "members-unsorted", "Members of the claims in another order.", "MESSAGE_NOT_CANONICAL"
)
def members_unsorted(message: Message) -> None:
    def write(claims: dict) -> str:
        reverse = dict(sorted(claims.items(), reverse=True))
        return json.dumps(reverse, separators=(",", ":"))

    message.write_payload = write


def meta_of(message: Message) -> dict:
    return message.body[message.subject]["meta"]


def name_of(text: str) -> object:
    return json.loads(decode(text))[1]


def with_salt(disclosures: Disclosures, salt: str, value: object) -> str:
    disclosures.texts.append(encode(canonical([salt, "private", value]).encode()))
    return digest(disclosures.texts[-1])
