"""The corpus of signed registries and key epochs: what is taken, and what one check refuses."""

import epochs_cases
import registry_cases
from directory_case import Case, Epochs, SignedRegistry
from octets import line


def directory_files() -> dict[str, str]:
    """Text of each file, by its path in the corpus."""
    return {
        "epochs.jsonl": lines("epochs", Epochs, epochs_cases.CASES),
        "registries.jsonl": lines("registries", SignedRegistry, registry_cases.CASES),
    }


def lines(folder: str, make: type, cases: list[Case]) -> str:
    if len({case.id for case in cases}) != len(cases):
        raise AssertionError(f"two cases of {folder} have one name")
    return "".join(written(f"{folder}/{case.id}", make, case) for case in cases)


def written(name: str, make: type, case: Case) -> str:
    one = make(name)
    case.change(one)
    given, taken = one.given()
    expect = {"outcome": "refused", "code": case.code}
    if case.code == "":
        expect = {"outcome": "taken", **taken}
    return line({"id": name, "says": case.says, "input": given, "expect": expect})
