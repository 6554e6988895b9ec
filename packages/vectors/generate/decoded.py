"""The decoded corpus: for each rule the cases of data/rules as whole inputs, and all scenarios."""

import hashlib

import patches
from octets import canonical, line
from places import CATALOGUE, DATA, JSON_SCHEMAS, read_json
from scenarios import Scenario, read_scenarios
from schemas import Schema
from variation import Variation, holds_day, looks_random, texts_of


class CorpusError(Exception):
    """The data the corpus is made from does not say what it must."""


def decoded_files() -> dict[str, str]:
    """Text of each file, by its path in the corpus."""
    scenarios = read_scenarios()
    maker = Maker(scenarios)
    files = {"scenarios.jsonl": "".join(maker.scenario(one) for one in scenarios.values())}
    for path in sorted((DATA / "rules").glob("R*.json")):
        files[f"rules/{path.stem}.jsonl"] = "".join(maker.rule(read_json(path)))
    maker.finish()
    return files


class Maker:
    def __init__(self, scenarios: dict[str, Scenario]) -> None:
        self.scenarios = scenarios
        self.schema = Schema("message")
        self.codes = codes_of(read_json(JSON_SCHEMAS / "message.json"))
        catalogue = read_json(CATALOGUE / "rules.json")["rules"]
        self.dated = {rule["id"] for rule in catalogue if DAYS & set(rule["inputs"])}
        self.inputs: set[bytes] = set()
        self.message_ids: list[str] = []

    def scenario(self, one: Scenario) -> str:
        seed = f"scenario {one.id}"
        told = pruned(self.vary(one.given, seed, keep_days=False).apply(one.given))
        if one.verdict == "accept":
            self.require_shape(one.id, told)
        self.note(one.id, told)
        expect = {"verdict": one.verdict, "rules": one.rules}
        note = {"note": one.note} if one.note not in ("", one.says) else {}
        return line({"id": one.id, "says": one.says, **note, "input": told, "expect": expect})

    def rule(self, vectors: dict):
        rule, plain = vectors["rule"], set()
        for case in vectors["cases"]:
            name = f"{rule}/{case['id']}"
            base = self.base(vectors, case)
            given = patches.apply(base, case["patch"])
            text = canonical_input(given)
            if text in plain:
                raise CorpusError(f"{name} is another case once more")
            plain.add(text)
            yield self.case(rule, name, case, base, given)

    def case(self, rule: str, name: str, case: dict, base: dict, given: dict) -> str:
        expect = case["expect"]
        keep = rule in self.dated or holds_day(case["patch"])
        variation = self.vary(given, name, keep_days=keep)
        told = pruned(variation.apply(given))
        changed = patches.differences(base, given)
        self.require_said(name, changed, case)
        if expect["verdict"] == "accept":
            self.require_shape(name, told)
        self.note(name, told)
        expected = dict(expect)
        if "pointer" in expected:
            expected["pointer"] = variation.pointer(expected["pointer"])
        return line(
            {
                "id": name,
                "says": case["comment"],
                "base": case["base"],
                "changed": [variation.pointer(patches.pointer(place)) for place in changed],
                "input": told,
                "expect": expected,
            }
        )

    def base(self, vectors: dict, case: dict) -> dict:
        own = vectors.get("fixtures", {}).get(case["base"])
        return own if own is not None else self.scenarios[case["base"]].given

    def vary(self, given: dict, seed: str, keep_days: bool) -> Variation:
        return Variation(given, seed, codes=self.codes, keep_days=keep_days)

    def require_said(self, name: str, changed: list[tuple], case: dict) -> None:
        """A case differs from its base where its patch says, and nowhere else."""
        said = [tuple(patches.parts_of(operation["path"])) for operation in case["patch"]]
        said = [path[:-1] if path[-1].isdigit() or path[-1] == "-" else path for path in said]
        for place in changed:
            at = tuple(str(part) for part in place)
            if not any(at[: len(path)] == path or path[: len(at)] == at for path in said):
                raise CorpusError(f"{name} differs from its base where it does not say so")
        if said and not changed:
            raise CorpusError(f"{name} is its base")

    def require_shape(self, name: str, told: dict) -> None:
        faults = self.schema.faults(told["message"])
        if faults:
            raise CorpusError(f"{name} is accepted and breaks the published schema: {faults[0]}")
        if not all(looks_random(gid) for gid in told["message"]["body"]):
            raise CorpusError(f"{name} is accepted and has a group id that does not look random")

    def note(self, name: str, told: dict) -> None:
        """What holds between lines: no two inputs are equal, no two messages have one id."""
        text = canonical_input(told)
        if text in self.inputs:
            raise CorpusError(f"{name} is there twice")
        self.inputs.add(text)
        message = told["message"]
        if isinstance(message, dict) and isinstance(message.get("clear"), dict):
            self.message_ids.append(message["clear"].get("env.messageId"))
            body = message.get("body")
            gids = list(body) if isinstance(body, dict) else []
            self.message_ids += [gid for gid in gids if looks_random(gid)]

    def finish(self) -> None:
        ids = [one for one in self.message_ids if isinstance(one, str)]
        if len(set(ids)) != len(ids):
            raise CorpusError("two messages share the id of a message or a group")


def pruned(told: dict) -> dict:
    """Of all agencies that a registry lists, those that the message names."""
    named = (told.get("registry") or {}).get("named")
    if isinstance(named, dict):
        texts = set(texts_of(told["message"]))
        told["registry"]["named"] = {entity: one for entity, one in named.items() if entity in texts}
    return told


def canonical_input(given: dict) -> bytes:
    return hashlib.sha256(canonical(given).encode("utf-8", "surrogatepass")).digest()


def codes_of(schema: object) -> set[str]:
    """Every code of the published schema: a word that is one is no random id."""
    if isinstance(schema, list):
        return set().union(*map(codes_of, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(texts_of([schema.get("enum", []), schema.get("const", [])]))
    return own.union(*map(codes_of, schema.values()))


# Inputs of a rule that are a time, or are judged against one.
DAYS = {
    "now",
    "env.createdAt",
    "env.deliverBy",
    "env.retention.eraseBy",
    "env.retention.reviewBy",
    "meta.asOf",
    "event.period",
    "identity.dateOfBirth",
    "deadline.at",
    "history.log",
    "history.exchange",
    "history.releases",
    "breach.detectedAt",
    "rights.answerBy",
    "stat.period",
    "consents",
    "authorisations",
}
