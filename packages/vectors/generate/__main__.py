"""Writes packages/vectors/data/corpus; with --check, only says which files are not current.

    python3 packages/vectors/generate [--check]

Needs Python 3.10 or newer, its standard library alone, and nothing of Safepassage but data.
"""

import sys

sys.dont_write_bytecode = True

from decoded import CorpusError, decoded_files  # noqa: E402
from directory_files import directory_files  # noqa: E402
from evidence import evidence_files  # noqa: E402
from places import CORPUS  # noqa: E402
from requests_file import request_files  # noqa: E402
from structural import structural_files  # noqa: E402

KINDS = ("*.jsonl", "*/*.jsonl", "*/*.json")


def main(options: list[str]) -> int:
    if options not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        files = {**decoded_files(), **structural_files(), **evidence_files(), **request_files()}
        files |= directory_files()
    except CorpusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    there = {path.relative_to(CORPUS).as_posix() for kind in KINDS for path in CORPUS.glob(kind)}
    stale = sorted(there - files.keys())
    stale += [name for name, text in files.items() if name not in there or read(name) != text]
    lines = sum(text.count("\n") for name, text in files.items() if name.endswith("l"))
    size = sum(len(text) for text in files.values())
    if options and stale:
        print(f"Not what the data say: {', '.join(stale)}", file=sys.stderr)
        print("hint: run npx -y pnpm@12 generate and read the difference.", file=sys.stderr)
        return 1
    if not options:
        write(files, there)
    done = "all current" if not stale else f"wrote {len(stale)}"
    print(f"{lines} lines of corpus in {len(files)} files, {size // 1024} KiB, {done}")
    return 0


def read(name: str) -> str:
    return (CORPUS / name).read_text(encoding="utf-8")


def write(files: dict[str, str], there: set[str]) -> None:
    for name in there - files.keys():
        (CORPUS / name).unlink()
    for name, text in files.items():
        (CORPUS / name).parent.mkdir(parents=True, exist_ok=True)
        (CORPUS / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
