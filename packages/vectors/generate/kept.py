"""What is kept of a message after erasure, and the list of cases that change it."""

from dataclasses import dataclass
from typing import Callable

from keys import Key, compact_jws
from octets import canonical, digest
from wire import Message, seconds
from world import KEYS, NOW, PROFILE, RECIPIENT, SENDER


class Kept:
    """Evidence that is right in everything but what a case changes."""

    def __init__(self, name: str) -> None:
        self.message = Message(name)
        self.time_proven = False
        # What each receipt says otherwise, by its kind; in the order in which they are kept.
        self.receipts: list[tuple[str, dict]] = [("delivered", {}), ("decided", {})]
        self.signer: Key = KEYS["ngo-c"]
        self.header: dict = {}

    def change(self, kind: str, **claims: object) -> None:
        self.receipts = [
            (one, {**said, **claims} if one == kind else said) for one, said in self.receipts
        ]

    # What a case may replace.

    def write_receipt(self, claims: dict) -> str:
        return canonical(claims)

    def after_signing(self, receipts: list[str]) -> list[str]:
        return receipts

    def kept_jwt(self, sd_jwt: str) -> str:
        return sd_jwt.split("~")[0]

    # The evidence itself.

    def evidence(self) -> dict:
        sd_jwt = self.message.sd_jwt()
        self.digest = digest(sd_jwt.split("~")[0])
        self.delivery = {
            "msg": self.digest,
            "sd_hash": digest(sd_jwt),
            "resolved": sorted(digest(text) for text in self.message.disclosures.texts),
        }
        # Of the disclosures the roots come last: the body, and what is private.
        self.roots = [digest(text) for text in self.message.disclosures.texts[-2:]]
        signed = [self.receipt(kind, said) for kind, said in self.receipts]
        return {"jwt": self.kept_jwt(sd_jwt), "receipts": self.after_signing(signed)}

    def receipt(self, kind: str, said: dict) -> str:
        claims = {
            "iss": RECIPIENT,
            "aud": SENDER,
            "jti": self.message.uuid(f"receipt {kind}"),
            "iat": seconds(NOW),
            "spp": "1.0",
            "kind": kind,
            **self.content(kind),
            **{name: one(self) if callable(one) else one for name, one in said.items()},
        }
        claims = {name: one for name, one in claims.items() if one is not None}
        header = {"alg": self.signer.alg, "kid": self.signer.kid, "typ": "spp-receipt+jwt"}
        text = self.write_receipt(claims)
        return compact_jws(self.signer, {**header, **self.header}, text)

    def content(self, kind: str) -> dict:
        if kind == "refused":
            sealed = digest(f"{self.message.name} sealed")
            return {"sealed": sealed, "msg": self.digest, "code": "MESSAGE_EXPIRED", "rule": "E05"}
        said = {**self.delivery, "profile": PROFILE}
        if kind == "decided":
            said |= {"verdict": "accept", "tier": "state", "findings": [], "decidedBy": "rules"}
        return said


@dataclass(frozen=True)
class Case:
    id: str
    says: str
    # The code of the refusal, or nothing where the evidence verifies.
    code: str
    change: Callable[[Kept], None]


CASES: list[Case] = []


def verifies(name: str, says: str):
    return refused(name, says, "")


def refused(name: str, says: str, code: str):
    def register(change: Callable[[Kept], None]) -> Callable[[Kept], None]:
        CASES.append(Case(name, says, code, change))
        return change

    return register
