"""Messages as octets (docs/spec/messages.md): right in everything but what a case changes."""

import datetime
import math

from keys import Key, compact_jws
from octets import canonical, decode, digest, drawn, encode
from primitives import aes_gcm, derive
from world import DAY, IAT, KEYS, NOW, PROFILE, RECIPIENT, SENDER, instant, reference

SIZE_CLASSES = [2**power for power in range(12, 17)]
SIZE_CLASSES += [math.ceil(65536 * 2 ** (half / 2)) for half in range(1, 9)]


class Disclosures:
    """Salted claims in their one order. A case replaces a method to break a rule."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.texts: list[str] = []

    def write(self, value: object) -> str:
        return canonical(value)

    def add(self, *content: object) -> str:
        """Adds [salt, name, value] or [salt, value] and returns its digest."""
        salted = [self.salt(len(self.texts)), *content]
        self.texts.append(encode(self.write(salted).encode()))
        return digest(self.texts[-1])

    def salt(self, index: int) -> str:
        block, place = divmod(index, 32)
        octets = derive.hkdf(self.seed, b"", f"spp-salts-1/{block}".encode(), 512)
        return encode(octets[16 * place : 16 * place + 16])

    def pads(self, count: int) -> dict:
        size = next(size for size in (4, 8, 16, 32, 64) if size >= count)
        return {f"pad.{number}": 0 for number in range(size - count)}

    def digests(self, found: list[str]) -> list[str]:
        return sorted(found)

    def level(self, members: dict) -> list[str]:
        named = sorted({**members, **self.pads(len(members))}.items())
        return self.digests([self.add(name, v() if callable(v) else v) for name, v in named])

    def group(self, group: dict) -> dict:
        leaves = {field: self.leaf(value) for field, value in group["leaves"].items()}
        header = {name: value for name, value in group.items() if name != "leaves"}
        return {**header, "_sd": self.level(leaves)}

    def leaf(self, value: object) -> object:
        """A field with several values is a list in which each value is a disclosure of its own."""
        if not isinstance(value, list):
            return value
        return lambda: [{"...": self.add(one)} for one in self.values(value)]

    def values(self, values: list) -> list:
        return sorted(values, key=canonical)

    def body(self, body: dict) -> str:
        groups = {gid: lambda g=group: self.group(g) for gid, group in body.items()}
        return self.add("body", {"_sd": self.level(groups)})

    def private(self, private: object) -> str:
        return self.add("private", private)


class Message:
    """One message, what it is sealed to, and what its recipient knows."""

    # Of the protocol, in the signed claims and in the package.
    version = "1.0"

    def __init__(self, name: str) -> None:
        self.name = name
        self.disclosures = Disclosures(self.drawn("seed", 32))
        self.signer: Key = KEYS["ngo-b"]
        self.subject = self.id("subject")
        self.body = self.make_body()
        self.private = self.make_private()
        self.claims = self.make_claims()
        self.header = {"typ": "spp-message+sd-jwt"}
        self.to: Key = KEYS["x25519"]
        self.parties = (SENDER, RECIPIENT)
        self.sealing: dict = {}
        self.given = {
            "self": RECIPIENT,
            "now": instant(NOW),
            "keys": ["x25519", "p-256"],
            "agreements": ["assist"],
            "profiles": [PROFILE],
            "seen": [],
        }

    def of_version(self, version: str) -> None:
        self.version = self.claims["spp"] = version

    # What a case may replace, each in the order in which it is asked.

    def write_header(self, header: dict) -> str:
        return canonical(header)

    def write_payload(self, claims: dict) -> str:
        return canonical(claims)

    def after_signing(self, jwt: str) -> str:
        return jwt

    def delivered(self, texts: list[str]) -> list[str]:
        return texts

    def after_disclosures(self, sd_jwt: str) -> str:
        return sd_jwt

    def package(self, content: dict) -> str:
        return canonical(content)

    def padded(self, content: bytes) -> bytes:
        return content.ljust(next(size for size in SIZE_CLASSES if size >= len(content)), b"\0")

    def after_sealing(self, parts: list[str]) -> list[str]:
        return parts

    # The message itself.

    def drawn(self, what: str, count: int) -> bytes:
        return drawn(count, "structural", self.name, what)

    def id(self, what: str) -> str:
        return encode(self.drawn(what, 16))

    def uuid(self, what: str) -> str:
        """One of version 4."""
        octets = bytearray(self.drawn(what, 16))
        octets[6], octets[8] = octets[6] & 0x0F | 0x40, octets[8] & 0x3F | 0x80
        hexa = octets.hex()
        return f"{hexa[:8]}-{hexa[8:12]}-{hexa[12:16]}-{hexa[16:20]}-{hexa[20:]}"

    def make_body(self) -> dict:
        meta = {
            "nature": "fact",
            "sourceEval": "B",
            "infoEval": "2",
            "asOf": "2026-11",
            "verified": "notVerified",
            "complete": "partial",
        }
        return {
            self.subject: {
                "kind": "subject",
                "links": [],
                "meta": meta,
                "ledCategory": "victim",
                "ageClass": "adult",
                "leaves": {
                    "subject.pseudonym": self.id("pseudonym"),
                    "subject.languages": ["rus", "eng"],
                    "subject.sex": "2",
                },
            },
            self.id("need"): {
                "kind": "need",
                "links": [self.subject],
                "meta": {**meta, "holderRef": SENDER},
                "leaves": {
                    "need.services": ["counselling"],
                    "need.riskLevel": {"nature": "assessment", "v": "medium"},
                },
            },
        }

    def make_private(self) -> dict:
        ref = self.id("consent")
        return {
            "authorisations": [],
            "caseRef": self.id("case"),
            "consentAssertions": [self.consent(ref)],
            "consentRefs": [ref],
            "exchangeId": self.id("exchange"),
            "necessity": [],
            "officerAssurance": 2,
            "officerRef": encode(self.drawn("officer", 60)),
            "priorAuthorisations": [],
            "provenance": [],
            "urgency": {"ground": "none", "level": "routine"},
        }

    def consent(self, ref: str) -> str:
        until = NOW + 180 * DAY
        claims = {
            "iss": SENDER,
            "aud": RECIPIENT,
            "jti": ref,
            "iat": seconds(IAT),
            "exp": seconds(until),
            "consent": {
                "subject": self.subject,
                "status": "ConsentGiven",
                "giver": "self",
                "giverIsSuspect": False,
                "purposes": ["ASSISTANCE_REFERRAL"],
                "recipients": [RECIPIENT],
                "scope": ["subject", "need"],
                "validFrom": "2026-11-20T00:00:00Z",
                "validUntil": instant(until),
                "withdrawnAt": None,
                "language": "rus",
                "languageUnderstood": True,
                "withdrawalMethod": True,
            },
        }
        key = KEYS["ngo-b"]
        header = {"alg": key.alg, "kid": key.kid, "typ": "spp-consent+jwt"}
        return compact_jws(key, header, canonical(claims))

    def make_claims(self) -> dict:
        return {
            "_sd_alg": "sha-256",
            "agreement": reference("assist"),
            "aud": RECIPIENT,
            "bases": ["GDPR#6(1)(a)"],
            "channelGround": "none",
            "classification": "unclassified",
            "cnf": {"entity": RECIPIENT, "thumbprint": KEYS["ngo-c"].kid},
            "eraseBy": "2026-12-19",
            "exp": seconds(IAT + 7 * DAY),
            "handling": {"conditions": ["ASSISTANCE_ONLY"], "europol": []},
            "iat": seconds(IAT),
            "iss": SENDER,
            "jti": self.uuid("jti"),
            "mt": "referral",
            "profile": PROFILE,
            "purpose": "ASSISTANCE_REFERRAL",
            "recipient": {"country": "XC", "regime": "GDPR", "type": "victimServiceNGO"},
            "sender": {"country": "XB", "regime": "GDPR", "type": "victimServiceNGO"},
            "shape": "full",
            "spp": self.version,
            "test": True,
            "transfer": "INTRA_EU",
        }

    def sd_jwt(self) -> str:
        roots = [self.disclosures.body(self.body), self.disclosures.private(self.private)]
        claims = {"_sd": sorted(roots), **self.claims}
        header = {"alg": self.signer.alg, "kid": self.signer.kid, **self.header}
        payload = self.write_payload(claims)
        jwt = self.after_signing(compact_jws(self.signer, header, payload, self.write_header))
        texts = self.delivered(list(self.disclosures.texts))
        return self.after_disclosures("~".join([jwt, *texts, ""]))

    def sealed(self, sd_jwt: str) -> str:
        seed = encode(self.disclosures.seed)
        content = {"message": sd_jwt, "seed": seed, "spp": self.version}
        plaintext = self.padded(self.package(content).encode())
        fresh = Key(f"{self.name} ephemeral", self.to.epk["crv"], "enc")
        apu, apv = (digest(entity) for entity in self.parties)
        header = {
            "alg": "ECDH-ES",
            "enc": "A256GCM",
            "typ": "spp-sealed+jwe",
            "cty": "spp-package+json",
            "kid": self.to.kid,
            "apu": apu,
            "apv": apv,
            "epk": fresh.epk,
            **self.sealing,
        }
        secret = fresh.agree(self.to.epk)
        info = (b"A256GCM", decode(header["apu"]), decode(header["apv"]))
        iv = self.drawn("iv", 12)
        protected = encode(canonical(header).encode())
        key = derive.concat_kdf(secret, *info, 32)
        ciphertext, tag = aes_gcm.seal(key, iv, plaintext, protected.encode())
        parts = [protected, "", encode(iv), encode(ciphertext), encode(tag)]
        return ".".join(self.after_sealing(parts))


def dated(message: Message, iat: datetime.datetime) -> None:
    """Issues a message at another time, with a deadline a week later."""
    message.claims |= {"iat": seconds(iat), "exp": seconds(iat + 7 * DAY)}


def seconds(time: datetime.datetime) -> int:
    return int(time.timestamp())
