"""The cases of key epochs (docs/spec/trust.md#key-epochs), each about one thing."""

import json

from directory_case import Case, Epochs, cases_of
from octets import canonical, decode, encode
from wire import seconds
from world import DAY, KEYS, NOW, OTHER, RECIPIENT, SECOND, instant

CASES: list[Case] = []
taken, refused = cases_of(CASES)

INVALID = "TRUST_EPOCHS_INVALID"


@taken("two", "The epoch in force, and the next one.")
def two(_: Epochs) -> None:
    pass


@taken("es256", "Signed with ES256.")
def es256(one: Epochs) -> None:
    one.signer = KEYS["ngo-b es256"]


@taken("p-256", "The keys are on P-256.")
def p_256(one: Epochs) -> None:
    chosen(one, [one.epoch("first", -1, "P-256")])


@taken("three", "Three epochs; two are in force, and the one that started last counts.")
def three(one: Epochs) -> None:
    one.keys = [one.epoch("last", 3), one.epoch("newer", -1), one.epoch("older", -5)]
    one.chosen = one.keys[1]["jwk"]["kid"]


@taken("just-started", "An epoch that starts now.")
def just_started(one: Epochs) -> None:
    chosen(one, [one.epoch("now", 0), one.epoch("older", -4)])


@taken("last-second", "An epoch whose last second has come.")
def last_second(one: Epochs) -> None:
    chosen(one, [one.epoch("first", -7)])
    one.keys[0]["until"] = instant(NOW + SECOND)
    one.keys[0]["from"] = instant(NOW + SECOND - 7 * DAY)


@taken("header-order", "The members of the header in another order.")
def header_order(one: Epochs) -> None:
    one.write_header = lambda header: plain(dict(reversed(header.items())))


@taken("header-more", "A member of the header that says nothing to the reader.")
def header_more(one: Epochs) -> None:
    one.changed_header = {"cty": "json"}


@taken("white-space", "The payload is JSON with white space, its members in any order.")
def white_space(one: Epochs) -> None:
    one.write_payload = lambda claims: json.dumps(dict(reversed(claims.items())), indent=2)


@taken("five-minutes-ahead", "Signed 300 seconds ahead of the reader's clock.")
def five_minutes_ahead(one: Epochs) -> None:
    valid(one, 300, 86_700)


@taken("one-second-left", "One second before it expires.")
def one_second_left(one: Epochs) -> None:
    valid(one, -86_399, 1)


# Its time.


@refused("expired", "It expires now.", "TRUST_EPOCHS_EXPIRED")
def expired(one: Epochs) -> None:
    valid(one, -86_400, 0)


@refused("ahead", "Signed 301 seconds ahead of the reader's clock.", INVALID)
def ahead(one: Epochs) -> None:
    valid(one, 301, 86_701)


@refused("two-days", "Valid for a day and a second.", INVALID)
def two_days(one: Epochs) -> None:
    valid(one, -60, 86_341)


@refused("no-time", "It expires when it is signed.", INVALID)
def no_time(one: Epochs) -> None:
    valid(one, 60, 60)


@refused("none-yet", "No epoch has started.", "TRUST_EPOCH_NONE")
def none_yet(one: Epochs) -> None:
    one.keys = [one.epoch("later", 1 / 24)]


@refused("over", "The only epoch ends now.", "TRUST_EPOCH_NONE")
def over(one: Epochs) -> None:
    one.keys = [one.epoch("older", -7)]


# Whose it is.


@refused("other-agency", "The list of another agency, under its own key.", "TRUST_KEY_UNKNOWN")
def other_agency(one: Epochs) -> None:
    one.signer, one.claims["iss"] = KEYS["ngo-d"], OTHER


@refused("other-issuer", "Signed by the agency, and in another one's name.", INVALID)
def other_issuer(one: Epochs) -> None:
    one.claims["iss"] = RECIPIENT


@refused("no-kid", "The header names no key.", "TRUST_KEY_UNKNOWN")
def no_kid(one: Epochs) -> None:
    one.changed_header = {"kid": None}


@refused("not-registered", "The agency is not in the registry.", "TRUST_AGENCY_UNKNOWN")
def not_registered(one: Epochs) -> None:
    one.entity = one.claims["iss"] = "https://ngo-x.test"


@refused("retired", "Signed with a key that was retired before.", "TRUST_KEY_NOT_IN_FORCE")
def retired(one: Epochs) -> None:
    one.signer = KEYS["ngo-b retired"]


@refused("compromised", "Signed with a stolen key.", "TRUST_KEY_COMPROMISED")
def compromised(one: Epochs) -> None:
    one.signer = KEYS["ngo-b compromised"]


@refused("changed", "A key was replaced after signing.", "JWS_SIGNATURE_INVALID")
def changed(one: Epochs) -> None:
    other = one.epoch("of a thief", -1)["jwk"]

    def change(jws: str) -> str:
        header, payload, signature = jws.split(".")
        claims = json.loads(decode(payload))
        claims["keys"][0]["jwk"] = other
        return ".".join([header, encode(canonical(claims).encode()), signature])

    one.after_signing = change


@refused("other-type", "Signed as something else than key epochs.", "JWS_TYPE_WRONG")
def other_type(one: Epochs) -> None:
    one.changed_header = {"typ": "spp-registry+jwt"}


@refused("brings-key", "The header brings the key to check it with.", "JWS_HEADER_INVALID")
def brings_key(one: Epochs) -> None:
    one.changed_header = {"jwk": one.signer.epk}


@refused("line-end", "A line end after the signature.", "BASE64URL_MALFORMED")
def line_end(one: Epochs) -> None:
    one.after_signing = lambda jws: f"{jws}\n"


# What it lists.


@refused("member-twice", "A member twice; programs disagree on which counts.", "JSON_DUPLICATE_MEMBER")
def member_twice(one: Epochs) -> None:
    one.write_payload = lambda claims: canonical(claims).replace("{", '{"exp":1,', 1)


@refused("claim-more", "A claim that is not specified.", INVALID)
def claim_more(one: Epochs) -> None:
    one.claims["note"] = "call first"


@refused("member-more", "An epoch with a member that is not specified.", INVALID)
def member_more(one: Epochs) -> None:
    one.keys[0]["status"] = "active"


@refused("no-keys", "No key.", INVALID)
def no_keys(one: Epochs) -> None:
    one.keys = []


@refused("four", "Four keys.", INVALID)
def four(one: Epochs) -> None:
    one.keys = [one.epoch(str(days), days) for days in (-5, -1, 3, 7)]


@refused("twice", "A key twice.", INVALID)
def twice(one: Epochs) -> None:
    one.keys = [one.keys[0], {**one.epoch("second", 3), "jwk": one.keys[0]["jwk"]}]


@refused("too-long", "An epoch of seven days and a second.", INVALID)
def too_long(one: Epochs) -> None:
    one.keys[0]["until"] = instant(NOW + 6 * DAY + SECOND)


@refused("reversed", "An epoch that ends before it starts.", INVALID)
def ends_first(one: Epochs) -> None:
    one.keys[1] |= {"from": one.keys[1]["until"], "until": one.keys[1]["from"]}


@refused("signing-key", "A key for signing.", INVALID)
def signing_key(one: Epochs) -> None:
    one.keys[0] = one.epoch("first", -1, "Ed25519", "sig")


@refused("named-freely", "The name of a key is not its thumbprint.", "TRUST_KEY_INVALID")
def named_freely(one: Epochs) -> None:
    one.keys[0]["jwk"] = {**one.keys[0]["jwk"], "kid": one.signer.kid}


@refused("private-half", "A private key is published.", "TRUST_KEY_INVALID")
def private_half(one: Epochs) -> None:
    one.keys[0]["jwk"] = {**one.keys[0]["jwk"], "d": encode(bytes(32))}


def chosen(one: Epochs, keys: list[dict]) -> None:
    one.keys, one.chosen = keys, keys[0]["jwk"]["kid"]


def valid(one: Epochs, iat: int, exp: int) -> None:
    """From and until so many seconds from the reader's time."""
    one.claims |= {"iat": seconds(NOW) + iat, "exp": seconds(NOW) + exp}


def plain(value: object) -> str:
    """Without white space, the members in their own order."""
    return json.dumps(value, separators=(",", ":"))
