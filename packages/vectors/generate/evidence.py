"""The corpus of evidence: what verifies after erasure, and what one check refuses."""

import evidence_cases  # noqa: F401
from kept import CASES, Case, Kept
from octets import line


def evidence_files() -> dict[str, str]:
    """Text of each file, by its path in the corpus."""
    names = [case.id for case in CASES]
    if len(set(names)) != len(names):
        raise AssertionError("two cases of evidence have one name")
    return {"evidence.jsonl": "".join(written(case) for case in CASES)}


def written(case: Case) -> str:
    name = f"evidence/{case.id}"
    kept = Kept(name)
    case.change(kept)
    given = kept.evidence()
    if kept.time_proven:
        given["timeProven"] = True
    expect: dict = {"outcome": "refused", "code": case.code}
    if case.code == "":
        kinds = [kind for kind, _ in kept.receipts]
        expect = {"outcome": "verified", "digest": kept.digest, "receipts": kinds}
    return line({"id": name, "says": case.says, "input": given, "expect": expect})
