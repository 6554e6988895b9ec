"""Takes one case of a case file to a message that another agency's gateway accepts.

    python3 send_case.py FOLDER CASES.csv REQUEST.json

Needs Python 3.11 and jwcrypto (Debian: python3-jwcrypto), nothing of Safepassage: all of it is
written from docs/spec. FOLDER is the agency's own: agency.json, which says where the registry is,
registry-key.json, keys/signing-key.json, agreements/agr-assist.json, consents. REQUEST.json says
which row is meant, by its number and digest, to whom it goes, and on which consent record.
"""

import base64
import csv
import datetime
import hashlib
import hmac
import json
import math
import pathlib
import re
import secrets
import sys
import urllib.error
import urllib.request
import uuid

from cryptography.exceptions import InvalidSignature
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature


def main(folder: str, cases: str, asked: str) -> int:
    request = json.loads(pathlib.Path(asked).read_text())
    agency = Agency(pathlib.Path(folder), request["recipient"])
    record = json.loads((agency.folder / "consents" / request["consent"]["record"]).read_text())
    case = read_case(cases, **request["case"])
    body = build_body(case, agency)
    print("stays behind:", *(name for name in case if case[name] and name not in COLUMNS))
    print("is sent:", *(field for group in body.values() for field in group["leaves"]))
    message = sign_message(agency, body, record)
    answer = deliver(agency, seal(agency, message))
    verdict = check_receipts(agency, message, answer)
    print(f"{agency.recipient['entity']} decided: {verdict}")
    return 0 if verdict in ("accept", "acceptWithWarnings") else 1


# 1. Octets, digests and the one way to write JSON (docs/spec/encoding.md).


def encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest(text: str) -> str:
    return encode(hashlib.sha256(text.encode()).digest())


def canonical(value: object) -> str:
    """RFC 8785, for what a message holds: names in ASCII, whole numbers, texts, lists, objects."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def random_id() -> str:
    # Two in a million look as if somebody had written them, and would be refused
    # (docs/spec/schema.md#ids). A few more than those are drawn again here.
    while True:
        drawn = encode(secrets.token_bytes(16))
        if not re.search(r"[0-9]{9}|[-_].*[-_]", drawn) and len(set(drawn)) > 10:
            return drawn


def instant(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


# 2. Keys and signatures (docs/spec/trust.md#keys).


class Agency:
    """The sender, with its key, and what it knows of the recipient."""

    def __init__(self, folder: pathlib.Path, recipient: str) -> None:
        def read(name: str) -> dict:
            return json.loads((folder / name).read_text())

        self.folder = folder
        key, config = read("keys/signing-key.json"), read("agency.json")
        self.key, self.kid, self.alg = JWK(**key), key["kid"], key["alg"]
        place = config["registry"]
        signed = fetch(place) if "://" in place else (folder / place).read_text().strip()
        registry = verify(signed, "spp-registry+jwt", [read("registry-key.json")])
        listed = {entry["entity"]: entry for entry in registry["agencies"]}
        self.sender, self.recipient = listed[config["entity"]], listed[recipient]
        self.agreement = read("agreements/agr-assist.json")
        self.now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

    def sign(self, typ: str, payload: object) -> str:
        """A compact JWS over the canonical form."""
        header = {"alg": self.alg, "kid": self.kid, "typ": typ}
        if self.alg == "Ed25519":
            # jwcrypto knows this algorithm by its older name only, so its key is asked itself.
            signed = f"{encode(canonical(header).encode())}.{encode(canonical(payload).encode())}"
            return f"{signed}.{encode(self.key.get_op_key('sign').sign(signed.encode()))}"
        jws = JWS(canonical(payload))
        jws.add_signature(self.key, protected=canonical(header))
        return jws.serialize(compact=True)

    def from_recipient(self, text: str, typ: str) -> dict:
        """The payload of what the recipient signed."""
        return verify(text, typ, [key["jwk"] for key in self.recipient["keys"]])


def verify(text: str, typ: str, keys: list[dict]) -> dict:
    """The payload of a compact JWS, signed with one of the keys for just this type of object."""
    header, payload, signature = text.split(".")
    said = json.loads(decode(header))
    jwk = next((jwk for jwk in keys if jwk["kid"] == said["kid"]), None)
    # The algorithm is that of the key: what the text says of itself may only repeat it.
    if jwk is None or said["typ"] != typ or said["alg"] != jwk["alg"]:
        raise InvalidSignature("another key, type or algorithm")
    if jwk["alg"] == "Ed25519":
        signed = f"{header}.{payload}".encode()
        JWK(**jwk).get_op_key("verify").verify(decode(signature), signed)
    else:
        JWS().deserialize(text, JWK(**jwk), alg="ES256")
    return json.loads(decode(payload))


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read(1_048_576).decode()


# 3. The case file: what leaves it is chosen here, and nothing else does. The closed list of the
#    purpose stands in docs/spec/catalogue.md: a referral has no place for names, addresses,
#    telephones or notes, however useful they may seem.


def read_case(path: str, row: int, digest: str) -> dict[str, str]:
    """The row that is meant: once a file is sorted anew, its number is another person's."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        case = next((case for index, case in enumerate(csv.DictReader(file), 1) if index == row), {})
    if digest_of_row(case) != digest:
        raise SystemExit(f"row {row} is not what it was when the request was written")
    missing = [name for name in COLUMNS if not case.get(name)]
    if missing:
        raise SystemExit(f"row {row} says nothing in {', '.join(missing)}")
    return case


def digest_of_row(case: dict[str, str]) -> str:
    """Of all cells that are not empty (docs/spec/htcds.md#which-case)."""
    return digest(canonical({name: cell for name, cell in case.items() if cell}))


COLUMNS = ["prs_Birthdate", "prs_Gender", "prs_PrimaryLanguage", "vic_TraffickingStatus"]


def build_body(case: dict[str, str], agency: Agency) -> dict[str, dict]:
    """Groups by random ids (docs/spec/messages.md#body)."""
    category = {
        "ActualVictimOfTrafficking": "victim",
        "PossibleVictimOfTrafficking": "possibleVictim",
    }.get(case["vic_TraffickingStatus"])
    if category is None:
        raise SystemExit("whether the person is a victim is for a person to decide")
    age = age_on(agency.now.date(), case["prs_Birthdate"])
    if age < 18:
        raise SystemExit("a child's case needs a guardian; this program does not send it")
    sex = {"Feminine": "2", "Masculine": "1"}.get(case["prs_Gender"].strip(), "0")
    # How the agency stands behind what it says (LED Art 7): it says so itself, nobody can guess it.
    meta = {
        "nature": "fact",
        "sourceEval": "B",
        "infoEval": "2",
        "asOf": agency.now.strftime("%Y-%m"),
        "verified": "notVerified",
        "complete": "partial",
    }
    subject = random_id()
    return {
        subject: {
            "kind": "subject",
            "links": [],
            "meta": meta,
            "ledCategory": category,
            "ageClass": "adult",
            "leaves": {
                "subject.pseudonym": random_id(),
                "subject.ageBand": age_band(age),
                "subject.languages": [case["prs_PrimaryLanguage"]],
                "subject.sex": sex,
            },
        },
        random_id(): {
            "kind": "need",
            "links": [subject],
            "meta": {**meta, "holderRef": agency.sender["entity"]},
            "leaves": {"need.services": ["counselling"]},
        },
    }


def age_on(day: datetime.date, birthdate: str) -> int:
    born = datetime.date.fromisoformat(birthdate)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_band(age: int) -> str:
    """The bands of CTDC (code list age_band_ctdc)."""
    for low, high in [(18, 20), (21, 23), (24, 26), (27, 29), (30, 38), (39, 47)]:
        if low <= age <= high:
            return f"{low}-{high}"
    return "48+"


# 4. Disclosures: each in the one written form, with a salt from the seed, a padded level at a time
#    (docs/spec/messages.md#salts, #padding, #canonical-form).


class Disclosures:
    def __init__(self) -> None:
        self.seed = secrets.token_bytes(32)
        self.texts: list[str] = []

    def add(self, *content: object) -> str:
        """Adds [salt, name, value] or [salt, value] and returns its digest."""
        text = encode(canonical([self.salt(len(self.texts)), *content]).encode())
        self.texts.append(text)
        return digest(text)

    def salt(self, index: int) -> str:
        """16 octets of HKDF-SHA-256 (RFC 5869) without salt, 512 octets for every 32 salts."""
        block, place = divmod(index, 32)
        secret = hmac.digest(bytes(32), self.seed, "sha256")
        info, octets, last = f"spp-salts-1/{block}".encode(), b"", b""
        for count in range(1, 17):
            last = hmac.digest(secret, last + info + bytes([count]), "sha256")
            octets += last
        return encode(octets[16 * place : 16 * place + 16])

    def level(self, members: dict) -> list[str]:
        """The sorted digests of a level; a member is a value, or a function that discloses more."""
        size = next(size for size in (4, 8, 16, 32, 64) if size >= len(members))
        pads = {f"pad.{number}": 0 for number in range(size - len(members))}
        named = sorted({**members, **pads}.items())
        return sorted(self.add(name, v() if callable(v) else v) for name, v in named)

    def group(self, group: dict) -> dict:
        leaves = {field: self.leaf(value) for field, value in group["leaves"].items()}
        header = {name: value for name, value in group.items() if name != "leaves"}
        return {**header, "_sd": self.level(leaves)}

    def leaf(self, value: object) -> object:
        """A field with several values is a list in which each value is a disclosure of its own."""
        if not isinstance(value, list):
            return value
        return lambda: [{"...": self.add(one)} for one in sorted(value, key=canonical)]

    def body(self, body: dict) -> str:
        groups = {gid: lambda g=group: self.group(g) for gid, group in body.items()}
        return self.add("body", {"_sd": self.level(groups)})


# 5. The message (docs/spec/messages.md#claims, #private).


def sign_message(agency: Agency, body: dict, record: dict) -> dict:
    disclosures = Disclosures()
    body_digest = disclosures.body(body)
    subject = next(gid for gid, group in body.items() if group["kind"] == "subject")
    consent_ref, consent = consent_assertion(agency, subject, record)
    private_digest = disclosures.add(
        "private",
        {
            "authorisations": [],
            "caseRef": random_id(),
            "consentAssertions": [consent],
            "consentRefs": [consent_ref],
            "exchangeId": random_id(),
            "necessity": [],
            "officerAssurance": 2,
            # Encrypt your staff id to your own agency; here it is random.
            "officerRef": encode(secrets.token_bytes(60)),
            "priorAuthorisations": [],
            "provenance": [],
            "urgency": {"ground": "none", "level": "routine"},
        },
    )
    terms = json.loads(decode(agency.agreement["payload"]))
    day = datetime.timedelta(days=1)
    claims = {
        "_sd": sorted([body_digest, private_digest]),
        "_sd_alg": "sha-256",
        "agreement": {
            "id": terms["id"],
            "version": terms["version"],
            "sha256": digest(canonical(terms)),
        },
        "aud": agency.recipient["entity"],
        "bases": ["GDPR#6(1)(a)"],
        "channelGround": "none",
        "classification": "unclassified",
        "cnf": {
            "entity": agency.recipient["entity"],
            "thumbprint": agency.recipient["keys"][0]["jwk"]["kid"],
        },
        "eraseBy": (agency.now + 25 * day).strftime("%Y-%m-%d"),
        "exp": int((agency.now + 7 * day).timestamp()),
        "handling": {"conditions": ["ASSISTANCE_ONLY"], "europol": []},
        "iat": int(agency.now.timestamp()),
        "iss": agency.sender["entity"],
        "jti": str(uuid.uuid4()),
        "mt": "referral",
        "profile": terms["profiles"][0],
        "purpose": "ASSISTANCE_REFERRAL",
        "recipient": facts(agency.recipient),
        "sender": facts(agency.sender),
        "shape": "full",
        "spp": "1.0",
        "test": True,
        "transfer": "INTRA_EU",
    }
    jwt = agency.sign("spp-message+sd-jwt", claims)
    sd_jwt = "~".join([jwt, *disclosures.texts, ""])
    return {"jwt": jwt, "sd_jwt": sd_jwt, "disclosures": disclosures}


def facts(agency: dict) -> dict:
    return {name: agency["facts"][-1][name] for name in ("country", "regime", "type")}


def consent_assertion(agency: Agency, subject: str, record: dict) -> tuple[str, str]:
    """Asserts what a record says that stays here, and no more (docs/spec/consent.md#record)."""
    purpose, recipient = "ASSISTANCE_REFERRAL", agency.recipient["entity"]
    now, ref = instant(agency.now), random_id()
    if record["status"] not in ("ConsentGiven", "RenewedConsentGiven") or record["withdrawnAt"]:
        raise SystemExit("the consent was not given, or was withdrawn")
    if not max(record["givenAt"], record["validFrom"]) <= now < record["validUntil"]:
        raise SystemExit("the consent does not hold today")
    if purpose not in record["purposes"] or recipient not in record["recipients"]:
        raise SystemExit("she did not consent to this purpose, or to this recipient")
    if not (record["languageUnderstood"] and record["withdrawalMethod"]) or record["giverIsSuspect"]:
        raise SystemExit("the consent was not understood, cannot be withdrawn, or is a suspect's")
    # Whose record it is, and since when, stays here; so does whom else she trusts. Lists are sorted.
    terms = {name: record[name] for name in record if name not in ("person", "givenAt")}
    terms["scope"] = sorted(record["scope"])
    claims = {
        "iss": agency.sender["entity"],
        "aud": recipient,
        "jti": ref,
        "iat": int(agency.now.timestamp()),
        "exp": int(datetime.datetime.fromisoformat(record["validUntil"]).timestamp()),
        "consent": {**terms, "subject": subject, "purposes": [purpose], "recipients": [recipient]},
    }
    return ref, agency.sign("spp-consent+jwt", claims)


# 6. Sealing and delivery (docs/spec/messages.md#sealed-package, #size-classes).


def seal(agency: Agency, message: dict) -> str:
    epoch = current_epoch(agency)
    package = canonical(
        {
            "message": message["sd_jwt"],
            "seed": encode(message["disclosures"].seed),
            "spp": "1.0",
        }
    ).encode()
    header = {
        "alg": "ECDH-ES",
        "enc": "A256GCM",
        "typ": "spp-sealed+jwe",
        "cty": "spp-package+json",
        "kid": epoch["kid"],
        "apu": digest(agency.sender["entity"]),
        "apv": digest(agency.recipient["entity"]),
    }
    size = next(size for size in size_classes() if size >= len(package))
    jwe = JWE(package.ljust(size, b"\0"), protected=canonical(header), recipient=JWK(**epoch))
    return jwe.serialize(compact=True)


def size_classes() -> list[int]:
    small = [2**power for power in range(12, 17)]
    return small + [math.ceil(65536 * 2 ** (half / 2)) for half in range(1, 9)]


def current_epoch(agency: Agency) -> dict:
    """The encryption key that the recipient publishes, signed; the newest that has begun."""
    published = fetch(f"{agency.recipient['endpoint']}/.well-known/spp-epochs")
    epochs = agency.from_recipient(published, "spp-epochs+jwt")
    now = instant(agency.now)
    if epochs["iss"] != agency.recipient["entity"] or epochs["exp"] <= agency.now.timestamp():
        raise SystemExit("the published keys are another agency's, or out of date")
    begun = [key for key in epochs["keys"] if key["from"] <= now < key["until"]]
    return max(begun, key=lambda key: key["from"])["jwk"]


def deliver(agency: Agency, sealed: str) -> dict:
    request = urllib.request.Request(
        f"{agency.recipient['endpoint']}/inbox",
        data=sealed.encode(),
        headers={"content-type": "application/jose"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        raise SystemExit(f"refused: {problem['code']}: {problem['title']}. {problem['hint']}")


# 7. Receipts: a message counts as delivered once they verify (docs/spec/receipts.md).


def check_receipts(agency: Agency, message: dict, answer: dict) -> str:
    expected = {
        "iss": agency.recipient["entity"],
        "aud": agency.sender["entity"],
        "msg": digest(message["jwt"]),
        "sd_hash": digest(message["sd_jwt"]),
        "resolved": sorted(digest(text) for text in message["disclosures"].texts),
    }
    verdict = ""
    for text in answer["receipts"]:
        receipt = agency.from_recipient(text, "spp-receipt+jwt")
        if any(receipt.get(name) != value for name, value in expected.items()):
            raise SystemExit("a receipt is for something else")
        verdict = receipt.get("verdict", verdict)
        for finding in receipt.get("findings", []):
            print(f"{finding['rule']} {finding['code']}")
    return verdict


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (InvalidSignature, InvalidJWSSignature) as error:
        raise SystemExit(f"a signature does not verify: {error}")
