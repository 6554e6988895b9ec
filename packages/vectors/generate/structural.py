"""The structural corpus: sealed messages that open, and that one check refuses."""

import json

import body_cases  # noqa: F401
import carrier_cases  # noqa: F401
import context_cases  # noqa: F401
import form_cases  # noqa: F401
import seal_cases  # noqa: F401
import signed_cases  # noqa: F401
import test_cases  # noqa: F401
import token_cases  # noqa: F401
from cases import CASES, Case
from octets import digest, line
from primitives.known_answers import require_known_answers
from wire import Message
from world import world_file


def structural_files() -> dict[str, str]:
    """Text of each file, by its path in the corpus."""
    require_known_answers()
    require_cases()
    files = {"structural/world.json": pretty(world_file())}
    for check in sorted({case.check for case in CASES}):
        lines = [written(case) for case in CASES if case.check == check]
        files[f"structural/{check}.jsonl"] = "".join(lines)
    return files


def written(case: Case) -> str:
    name = f"{case.check}/{case.id}"
    message = Message(name)
    case.change(message)
    sd_jwt = message.sd_jwt()
    sealed = message.sealed(sd_jwt)
    expect = {"outcome": "refused", "code": case.code}
    if case.code == "":
        resolved = sorted(digest(text) for text in message.disclosures.texts)
        jwt = digest(sd_jwt.split("~")[0])
        expect = {"outcome": "opened", "digest": jwt, "sdHash": digest(sd_jwt)}
        expect["resolved"] = resolved
    given = {**message.given, "sealed": sealed}
    return line({"id": name, "says": case.says, "input": given, "expect": expect})


def require_cases() -> None:
    """Of each check one message opens and two are refused; no two cases have one name."""
    names = [(case.check, case.id) for case in CASES]
    if len(set(names)) != len(names):
        raise AssertionError("two cases have one name")
    for check in {case.check for case in CASES}:
        codes = [case.code for case in CASES if case.check == check]
        if codes.count("") < 1 or len(codes) - codes.count("") < 2:
            raise AssertionError(f"{check} lacks a case")


def pretty(value: object) -> str:
    return json.dumps(value, indent=1) + "\n"
