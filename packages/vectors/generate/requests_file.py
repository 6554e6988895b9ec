"""The corpus of requests between gateways: what is authenticated, and what one check refuses."""

import request_cases  # noqa: F401
import request_form_cases  # noqa: F401
from octets import line
from signed_request import CASES, Case, Request


def request_files() -> dict[str, str]:
    """Text of each file, by its path in the corpus."""
    names = [case.id for case in CASES]
    if len(set(names)) != len(names):
        raise AssertionError("two cases of requests have one name")
    return {"requests.jsonl": "".join(written(case) for case in CASES)}


def written(case: Case) -> str:
    name = f"requests/{case.id}"
    request = Request(name)
    case.change(request)
    expect = {"outcome": "refused", "code": case.code}
    if case.code == "":
        expect = {"outcome": "authenticated", "agency": request.agency}
    return line({"id": name, "says": case.says, "input": request.given(), "expect": expect})
