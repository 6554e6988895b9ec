"""Requests between gateways (docs/spec/transport.md), and the list of cases that change them."""

import base64
import datetime
import hashlib
from dataclasses import dataclass
from typing import Callable

from keys import Key
from world import KEYS, NOW, SENDER

ALGORITHMS = {"Ed25519": "ed25519", "ES256": "ecdsa-p256-sha256"}


class Request:
    """A signed request that is right in everything but what a case changes."""

    def __init__(self, name: str) -> None:
        self.method = "POST"
        # Where the receiver is, as the registry lists it, with the path of the route.
        self.target = "https://gateway.ngo-c.test/spp/inbox"
        self.body: str | None = f"The body of {name}."
        self.signer: Key = KEYS["ngo-b"]
        self.agency = SENDER
        self.signed = NOW
        self.label = "spp"
        self.components = ["@method", "@target-uri"]
        self.components += ["content-digest", "content-type", "content-length"]
        self.params: dict[str, str] = {}
        self.headers = {"content-type": "application/jose"}

    def without_body(self) -> None:
        self.method, self.body, self.headers = "GET", None, {}
        self.target = "https://gateway.ngo-c.test/spp/.well-known/spp-epochs"
        self.components = self.components[:2]

    # What a case may replace, each in the order in which it is asked.

    def item(self, component: str) -> str:
        return f'"{component}"'

    def after_params(self, params: dict[str, str]) -> dict[str, str]:
        return params

    def written(self, params: dict[str, str]) -> str:
        return "".join(f";{name}={value}" for name, value in params.items())

    def sign(self, base: bytes) -> bytes:
        return self.signer.sign(base)

    def after_signing(self, given: dict) -> None:
        pass

    # The request itself.

    def given(self) -> dict:
        if self.body is not None:
            octets = self.body.encode()
            self.headers.setdefault("content-length", str(len(octets)))
            self.headers.setdefault("content-digest", content_digest(octets))
        params = {
            "created": str(int(self.signed.timestamp())),
            "keyid": f'"{self.agency}#{self.signer.kid}"',
            "alg": f'"{ALGORITHMS[self.signer.alg]}"',
            "tag": '"spp"',
            **self.params,
        }
        params = self.after_params({name: one for name, one in params.items() if one})
        covered = f"({' '.join(map(self.item, self.components))}){self.written(params)}"
        lines = [f"{self.item(one)}: {self.value(one)}" for one in self.components]
        base = "\n".join([*lines, f'"@signature-params": {covered}'])
        given = {
            "method": self.method,
            "target": self.target,
            "headers": [
                *([name, value] for name, value in sorted(self.headers.items())),
                ["signature-input", f"{self.label}={covered}"],
                ["signature", f"{self.label}={octets_item(self.sign(base.encode()))}"],
            ],
            "body": self.body,
            "now": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self.after_signing(given)
        return given

    def value(self, component: str) -> str:
        derived = {"@method": self.method, "@target-uri": self.target}
        return derived[component] if component in derived else self.headers[component]


def octets_item(octets: bytes) -> str:
    """Octets as a structured field (RFC 9651, Section 3.3.5)."""
    return f":{base64.b64encode(octets).decode()}:"


def content_digest(octets: bytes, algorithm: str = "sha-256") -> str:
    """RFC 9530, Section 2."""
    hashed = hashlib.new(algorithm.replace("-", ""), octets).digest()
    return f"{algorithm}={octets_item(hashed)}"


def header(given: dict, name: str) -> list[str]:
    """A header of a request, as a list of name and value that may be changed."""
    return next(one for one in given["headers"] if one[0] == name)


def put(given: dict, name: str, value: str) -> None:
    header(given, name)[1] = value


def drop(given: dict, name: str) -> None:
    given["headers"] = [one for one in given["headers"] if one[0] != name]


def repeat(given: dict, name: str) -> None:
    given["headers"].append(list(header(given, name)))


def seconds_off(request: Request, seconds: int) -> None:
    request.signed = NOW + datetime.timedelta(seconds=seconds)


@dataclass(frozen=True)
class Case:
    id: str
    says: str
    # The code of the refusal, or nothing where the signature is good.
    code: str
    change: Callable[[Request], None]


CASES: list[Case] = []


def good(name: str, says: str):
    return refused(name, says, "")


def refused(name: str, says: str, code: str):
    def register(change: Callable[[Request], None]) -> Callable[[Request], None]:
        CASES.append(Case(name, says, code, change))
        return change

    return register
