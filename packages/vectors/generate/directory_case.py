"""Signed registries and key epochs (docs/spec/trust.md), right but for what a case changes."""

from dataclasses import dataclass
from typing import Callable

from keys import Key, compact_jws
from octets import canonical, digest, encode
from wire import seconds
from world import (
    DAY,
    KEYS,
    NOW,
    RECIPIENT,
    SECOND,
    SENDER,
    entry,
    facts,
    instant,
    listed,
    member_state,
)

AUTHORITY = Key("registry", "Ed25519", "sig")
AUTHORITY_ES256 = Key("registry es256", "P-256", "sig")
ANOTHER = Key("another registry", "Ed25519", "sig")


class Signed:
    """A JWS of which a case may replace each part."""

    signer: Key
    typ: str

    def __init__(self, name: str) -> None:
        self.name = name
        self.now = NOW
        self.changed_header: dict = {}

    def header(self) -> dict:
        header = {"alg": self.signer.alg, "kid": self.signer.kid, "typ": self.typ}
        header |= self.changed_header
        return {name: value for name, value in header.items() if value is not None}

    def write_header(self, header: dict) -> str:
        return canonical(header)

    def write_payload(self, payload: object) -> str:
        return canonical(payload)

    def after_signing(self, jws: str) -> str:
        return jws

    def jws(self, payload: object) -> str:
        text = self.write_payload(payload)
        return self.after_signing(compact_jws(self.signer, self.header(), text, self.write_header))


class SignedRegistry(Signed):
    """What its authority hands out, and what a reader knows already."""

    typ = "spp-registry+jwt"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.signer = self.trusted = AUTHORITY
        self.newest: dict | None = None
        self.file: dict = {
            "spp": "1.0",
            "test": True,
            "issuedAt": "2026-11-24T09:00:00Z",
            "states": {"XB": member_state(), "XC": member_state()},
            "agencies": [
                {
                    **entry(SENDER, "NGO B", [facts("XB")], [listed("ngo-b")]),
                    "endpoint": "https://gateway.ngo-b.test/spp",
                },
                entry(RECIPIENT, "NGO C", [facts("XC")], [listed("ngo-c")]),
            ],
        }

    def agency(self) -> dict:
        return self.file["agencies"][0]

    def mark(self, **changed: object) -> dict:
        """What a reader remembers of this registry, or of another one."""
        file = {**self.file, **changed}
        text = encode(self.write_payload(file).encode())
        return {"issuedAt": file["issuedAt"], "digest": digest(text)}

    def given(self) -> tuple[dict, dict]:
        given = {
            "jws": self.jws(self.file),
            "key": self.trusted.public,
            "now": instant(self.now),
        }
        if self.newest is not None:
            given["newest"] = self.newest
        return given, self.mark()


class Epochs(Signed):
    """What an agency publishes, so that others can seal to it."""

    typ = "spp-epochs+jwt"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.signer = KEYS["ngo-b"]
        self.entity = SENDER
        self.keys = [self.epoch("first", -1), self.epoch("second", 3)]
        self.claims = {
            "iss": SENDER,
            "iat": seconds(NOW - 60 * SECOND),
            "exp": seconds(NOW - 60 * SECOND + DAY),
        }
        # Thumbprint of the key that a sender seals to.
        self.chosen = self.keys[0]["jwk"]["kid"]

    def epoch(self, which: str, days: float, crv: str = "X25519", use: str = "enc") -> dict:
        """A key for seven days that begins so many days from now."""
        start = NOW + days * DAY
        key = Key(f"{self.name} {which}", crv, use)
        return {"jwk": key.public, "from": instant(start), "until": instant(start + 7 * DAY)}

    def given(self) -> tuple[dict, dict]:
        jws = self.jws({**self.claims, "keys": self.keys})
        return {"jws": jws, "agency": self.entity, "now": instant(self.now)}, {"kid": self.chosen}


@dataclass(frozen=True)
class Case:
    id: str
    says: str
    # The code of the refusal, or nothing where it is taken.
    code: str
    change: Callable


def cases_of(found: list[Case]):
    """Two decorators: for a case that is taken, and for one that is refused."""

    def refused(name: str, says: str, code: str):
        def register(change: Callable) -> Callable:
            found.append(Case(name, says, code, change))
            return change

        return register

    def taken(name: str, says: str):
        return refused(name, says, "")

    return taken, refused

