"""The cases of signed registries (docs/spec/trust.md#registry), each about one thing."""

import json

from directory_case import ANOTHER, AUTHORITY_ES256, Case, SignedRegistry, cases_of
from octets import canonical, decode, digest, encode
from world import NOW, SECOND, facts, instant, listed

CASES: list[Case] = []
taken, refused = cases_of(CASES)

INVALID = "TRUST_REGISTRY_INVALID"


@taken("ed25519", "Signed with Ed25519.")
def ed25519(_: SignedRegistry) -> None:
    pass


@taken("es256", "Signed with ES256.")
def es256(one: SignedRegistry) -> None:
    one.signer = one.trusted = AUTHORITY_ES256


@taken("header-order", "The members of the header in another order.")
def header_order(one: SignedRegistry) -> None:
    one.write_header = lambda header: plain(dict(reversed(header.items())))


@taken("header-more", "A member of the header that says nothing to the reader.")
def header_more(one: SignedRegistry) -> None:
    one.changed_header = {"cty": "json"}


@taken("no-kid", "The header names no key: the reader was given it.")
def no_kid(one: SignedRegistry) -> None:
    one.changed_header = {"kid": None}


@taken("white-space", "The payload is JSON with white space, its members in any order.")
def white_space(one: SignedRegistry) -> None:
    one.write_payload = lambda file: json.dumps(dict(reversed(file.items())), indent=2)


@taken("two-minutes-ahead", "Issued 120 seconds ahead of the reader's clock.")
def two_minutes_ahead(one: SignedRegistry) -> None:
    one.file["issuedAt"] = instant(NOW + 120 * SECOND)


@taken("newer", "Issued later than the newest that the reader took.")
def newer(one: SignedRegistry) -> None:
    one.newest = one.mark(issuedAt="2026-11-24T08:59:59Z", agencies=[])


@taken("signed-again", "The newest that the reader took, once more.")
def signed_again(one: SignedRegistry) -> None:
    one.newest = one.mark()


@taken("named-only", "An agency without a key and an address, which is only named.")
def named_only(one: SignedRegistry) -> None:
    one.file["agencies"][1]["keys"] = []


@taken("gap", "A gap between what an agency was and what it is.")
def gap(one: SignedRegistry) -> None:
    until = "2026-06-01T00:00:00Z"
    one.agency()["facts"] = [facts("XB", until=until), facts("XB", "2026-07-01T00:00:00Z")]


@taken("same-machine", "A gateway on the same machine, without TLS.")
def same_machine(one: SignedRegistry) -> None:
    one.agency()["endpoint"] = "http://127.0.0.1:8401"


@taken("slash", "An address that ends with a slash.")
def slash(one: SignedRegistry) -> None:
    one.agency()["endpoint"] = "https://gateway.ngo-b.test/spp/"


@taken("form-1.1", "With the members of form 1.1.")
def form_1_1(one: SignedRegistry) -> None:
    one.file["states"]["XB"] |= {"bound": {"REG2023/1543": True}, "rtbiLaw": False}
    one.agency()["facts"][0]["flags"] |= {"mayWaivePenalty": False, "protectionUnit": False}


# Which of two counts.


@refused("older", "Issued before the newest that the reader took.", "TRUST_REGISTRY_OUTDATED")
def older(one: SignedRegistry) -> None:
    one.newest = one.mark(issuedAt="2026-11-24T09:00:01Z")


@refused("conflicting", "Another text of the same time.", "TRUST_REGISTRY_CONFLICTING")
def conflicting(one: SignedRegistry) -> None:
    one.newest = one.mark(agencies=[])


@refused("ahead", "Issued 121 seconds ahead of the reader.", "TRUST_REGISTRY_NOT_YET_VALID")
def ahead(one: SignedRegistry) -> None:
    one.file["issuedAt"] = instant(NOW + 121 * SECOND)


# The signature.


@refused("other-key", "Signed with another key than the reader was given.", "JWS_SIGNATURE_INVALID")
def other_key(one: SignedRegistry) -> None:
    one.signer = ANOTHER


@refused("changed", "Another address was put in after signing.", "JWS_SIGNATURE_INVALID")
def changed(one: SignedRegistry) -> None:
    def change(jws: str) -> str:
        header, payload, signature = jws.split(".")
        text = decode(payload).decode().replace("gateway.ngo-b", "gateway.ngo-x")
        return ".".join([header, encode(text.encode()), signature])

    one.after_signing = change


@refused("other-algorithm", "It names ES256; the key is for Ed25519.", "JWS_ALGORITHM_NOT_ALLOWED")
def other_algorithm(one: SignedRegistry) -> None:
    one.changed_header = {"alg": "ES256"}


@refused("eddsa", "The older name, which leaves the curve open.", "JWS_ALGORITHM_NOT_ALLOWED")
def eddsa(one: SignedRegistry) -> None:
    one.changed_header = {"alg": "EdDSA"}


@refused("other-type", "Signed as something else than a registry.", "JWS_TYPE_WRONG")
def other_type(one: SignedRegistry) -> None:
    one.changed_header = {"typ": "spp-epochs+jwt"}


@refused("brings-key", "The header brings the key to check it with.", "JWS_HEADER_INVALID")
def brings_key(one: SignedRegistry) -> None:
    one.changed_header = {"jwk": one.signer.epk}


@refused("critical", "An extension that must be understood.", "JWS_CRITICAL_UNKNOWN")
def critical(one: SignedRegistry) -> None:
    one.changed_header = {"crit": ["exp"], "exp": 1}


@refused("line-end", "A line end after the signature.", "BASE64URL_MALFORMED")
def line_end(one: SignedRegistry) -> None:
    one.after_signing = lambda jws: f"{jws}\n"


@refused("two-parts", "The signature is left out, with its dot.", "JWS_MALFORMED")
def two_parts(one: SignedRegistry) -> None:
    one.after_signing = lambda jws: jws.rpartition(".")[0]


# The text.


@refused("member-twice", "A member twice; programs disagree on which counts.", "JSON_DUPLICATE_MEMBER")
def member_twice(one: SignedRegistry) -> None:
    one.write_payload = lambda file: canonical(file).replace("{", '{"test":false,', 1)


@refused("more-after", "Something stands after the object.", "JSON_MALFORMED")
def more_after(one: SignedRegistry) -> None:
    one.write_payload = lambda file: f"{canonical(file)}{{}}"


@refused("list", "A list in place of an object.", INVALID)
def a_list(one: SignedRegistry) -> None:
    one.write_payload = lambda file: canonical([file])


@refused("other-form", "Another form of the registry.", INVALID)
def other_form(one: SignedRegistry) -> None:
    one.file["spp"] = "2.0"


@refused("unknown-member", "A member that is not specified.", INVALID)
def unknown_member(one: SignedRegistry) -> None:
    one.agency()["note"] = "call first"


@refused("http", "An address without TLS on another machine.", INVALID)
def http(one: SignedRegistry) -> None:
    one.agency()["endpoint"] = "http://gateway.ngo-b.test"


@refused("capitals", "An entity id with a capital letter.", INVALID)
def capitals(one: SignedRegistry) -> None:
    one.agency()["entity"] = "https://NGO-b.test"


@refused("agency-twice", "An agency twice.", INVALID)
def agency_twice(one: SignedRegistry) -> None:
    one.file["agencies"].append({**one.agency(), "keys": []})


@refused("key-twice", "Two agencies with one key.", INVALID)
def key_twice(one: SignedRegistry) -> None:
    one.file["agencies"][1]["keys"].append(listed("ngo-b"))


@refused("overlap", "Two sets of facts at one time.", INVALID)
def overlap(one: SignedRegistry) -> None:
    one.agency()["facts"].append(facts("XB", "2026-06-01T00:00:00Z"))


@refused("later-first", "The facts are not in the order of time.", INVALID)
def later_first(one: SignedRegistry) -> None:
    until = "2026-06-01T00:00:00Z"
    one.agency()["facts"] = [facts("XB", until), facts("XB", until=until)]


@refused("no-state", "The State of an agency is not described.", INVALID)
def no_state(one: SignedRegistry) -> None:
    del one.file["states"]["XB"]


@refused("invented", "Invented countries in a registry that is not for tests.", INVALID)
def invented(one: SignedRegistry) -> None:
    one.file["test"] = False


@refused("stolen-when", "A compromised key without the time of the theft.", INVALID)
def stolen_when(one: SignedRegistry) -> None:
    one.agency()["keys"][0]["status"] = "compromised"


@refused("retired-when", "A retired key without its end.", INVALID)
def retired_when(one: SignedRegistry) -> None:
    one.agency()["keys"][0]["status"] = "retired"


@refused("named-freely", "The name of a key is not its thumbprint.", INVALID)
def named_freely(one: SignedRegistry) -> None:
    key = one.agency()["keys"][0]
    key["jwk"] = {**key["jwk"], "kid": one.trusted.kid}


@refused("low-order", "A key of low order, under which anybody can sign.", INVALID)
def low_order(one: SignedRegistry) -> None:
    key = one.agency()["keys"][0]
    weak = {"crv": "Ed25519", "kty": "OKP", "x": encode(bytes([1, *[0] * 31]))}
    key["jwk"] = {**weak, "use": "sig", "alg": "Ed25519", "kid": digest(canonical(weak))}


@refused("private-half", "A private key is handed out.", INVALID)
def private_half(one: SignedRegistry) -> None:
    key = one.agency()["keys"][0]
    key["jwk"] = {**key["jwk"], "d": encode(bytes(32))}


@refused("fraction", "A time with a fraction of a second.", INVALID)
def fraction(one: SignedRegistry) -> None:
    one.file["issuedAt"] = "2026-11-24T09:00:00.000Z"


def plain(value: object) -> str:
    """Without white space, the members in their own order."""
    return json.dumps(value, separators=(",", ":"))
