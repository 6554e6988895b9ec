"""The invented agencies of the structural corpus: keys, registry, agreements."""

import datetime

from keys import Key, general_jws
from octets import canonical, digest

NOW = datetime.datetime(2026, 11, 24, 9, 2, tzinfo=datetime.timezone.utc)
IAT = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.timezone.utc)
DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)
FROM = "2026-01-01T00:00:00Z"
# Of no catalogue: a profile is a name here, and who reads the corpus needs no other.
PROFILE = digest("profile of the corpus")
OTHER_PROFILE = digest("another profile")

SENDER, RECIPIENT, OTHER = "https://ngo-b.test", "https://ngo-c.test", "https://ngo-d.test"
JUDGE = "https://judge-b.test"

KEYS = {
    "ngo-b": Key("ngo-b", "Ed25519", "sig"),
    "ngo-b es256": Key("ngo-b es256", "P-256", "sig"),
    "ngo-b retired": Key("ngo-b retired", "Ed25519", "sig"),
    "ngo-b compromised": Key("ngo-b compromised", "Ed25519", "sig"),
    "ngo-b later": Key("ngo-b later", "Ed25519", "sig"),
    "ngo-c": Key("ngo-c", "P-256", "sig"),
    "ngo-d": Key("ngo-d", "Ed25519", "sig"),
    "judge-b": Key("judge-b", "Ed25519", "sig"),
    "x25519": Key("x25519", "X25519", "enc"),
    "p-256": Key("p-256", "P-256", "enc"),
    "destroyed": Key("destroyed", "X25519", "enc"),
}


def instant(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def facts(country: str, start: str = FROM, **changed: object) -> dict:
    flags = dict.fromkeys(["vawa", "shelter", "publicPowers", "officialAuthority"], False)
    stated = {"from": start, "type": "victimServiceNGO", "country": country, "regime": "GDPR"}
    return {**stated, "flags": flags, **changed}


def member_state() -> dict:
    union = dict.fromkeys(["eu", "schengen", "adequacyLed", "adequacyGdpr"], True)
    return {**union, "deathPenalty": False, "crueltyRisk": False}


def entry(entity: str, name: str, stated: list[dict], keys: list[dict]) -> dict:
    return {"entity": entity, "name": name, "facts": stated, "keys": keys}


def listed(name: str, **changed: object) -> dict:
    return {"jwk": KEYS[name].public, "from": FROM, "status": "active", **changed}


def registry() -> dict:
    moved = "2026-11-01T00:00:00Z"
    before = facts("XC", type="internationalOrganisation", until=moved)
    return {
        "spp": "1.0",
        "test": True,
        "issuedAt": "2026-11-24T00:00:00Z",
        "states": {"XB": member_state(), "XC": member_state()},
        "agencies": [
            entry(
                SENDER,
                "NGO B",
                [facts("XB")],
                [
                    listed("ngo-b"),
                    listed("ngo-b es256"),
                    listed("ngo-b retired", status="retired", until="2026-11-20T00:00:00Z"),
                    listed(
                        "ngo-b compromised",
                        status="compromised",
                        compromisedAt="2026-11-25T00:00:00Z",
                    ),
                    listed("ngo-b later", **{"from": "2026-12-01T00:00:00Z"}),
                ],
            ),
            entry(RECIPIENT, "NGO C", [before, facts("XC", moved)], [listed("ngo-c")]),
            entry(OTHER, "NGO D", [facts("XC")], [listed("ngo-d")]),
            entry(
                JUDGE,
                "Judge B",
                [facts("XB", type="court", regime="LED", judicialRoles=["judge"])],
                [listed("judge-b")],
            ),
        ],
    }


def agreement_text(**changed: object) -> dict:
    """What two services agree on, but for what is changed."""
    parties = [SENDER, RECIPIENT]
    text = {
        "id": "AGR-ASSIST",
        "version": "1.0",
        "from": "2026-09-01",
        "until": "2028-08-31",
        "parties": parties,
        "purposes": ["ASSISTANCE_REFERRAL"],
        "purposeDefault": True,
        "rows": [],
        "nationalProvisions": [],
        "noIdentificationClause": False,
        "quasiIdentifierBound": 20,
        "k": 11,
        "epsilonBudget": "1.0",
        "staleness": "P12M",
        "domesticConditions": ["ASSISTANCE_ONLY", "NO_OTHER_PURPOSE"],
        "schengenAsEu": True,
        "minAssurance": 2,
        "equivalentRegimes": [],
        "roles": {"controllers": parties, "joint": False, "processors": []},
        "dpo": True,
        "dpiaRef": "dpia-agr-assist",
        "logRetention": "P5Y",
        "documentation": "P5Y",
        "justificationReaders": ["dataProtectionOfficer", "supervisoryAuthority"],
        "profiles": [PROFILE],
    }
    return {**text, **changed}


AGREEMENTS = {
    "assist": agreement_text(),
    "one-signature": agreement_text(version="1.1"),
    "foreign-signature": agreement_text(version="1.2"),
    "ended": agreement_text(version="0.9", until="2026-11-23"),
    "ends-today": agreement_text(version="0.8", until="2026-11-24"),
    "begins-tomorrow": agreement_text(version="2.0", **{"from": "2026-11-25"}),
    "begins-today": agreement_text(version="1.9", **{"from": "2026-11-24"}),
    "other-parties": agreement_text(version="1.3", parties=[SENDER, OTHER]),
    "other-purpose": agreement_text(version="1.4", purposes=["DATA_SUBJECT_RIGHTS"]),
    "other-profile": agreement_text(version="1.5", profiles=[OTHER_PROFILE]),
    "only-1.0": agreement_text(version="1.7", protocols=["1.0"]),
    "only-1.1": agreement_text(version="1.8", protocols=["1.1"]),
    "both-protocols": agreement_text(version="3.0", protocols=["1.0", "1.1"]),
    "both-profiles": agreement_text(version="1.6", profiles=sorted([PROFILE, OTHER_PROFILE])),
}
SIGNERS = {
    "one-signature": ["ngo-b"],
    "foreign-signature": ["ngo-b", "ngo-d"],
    "other-parties": ["ngo-b", "ngo-d"],
}


def reference(name: str) -> dict:
    text = AGREEMENTS[name]
    sha256 = digest(canonical(text))
    return {"id": text["id"], "version": text["version"], "sha256": sha256}


def world_file() -> dict:
    """What all lines of the structural corpus share."""
    signed = {
        name: general_jws(
            [KEYS[one] for one in SIGNERS.get(name, ["ngo-b", "ngo-c"])],
            "spp-agreement+jws",
            canonical(text),
        )
        for name, text in AGREEMENTS.items()
    }
    return {
        "warning": "The private keys are published here, so they protect nothing. Never use them.",
        "licence": "CC0-1.0",
        "spec": "docs/spec/messages.md",
        "registry": registry(),
        "agreements": signed,
        "keys": {name: key.private for name, key in KEYS.items()},
    }
