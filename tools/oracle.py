"""The independent evaluator that two tools ask, and a message in the form that it reads."""

import contextlib
import importlib.util
import io
import sys


def load(path):
    """Imports the checker. It may check its own files first and end with an exit status."""
    spec = importlib.util.spec_from_file_location("checker", path)
    module = importlib.util.module_from_spec(spec)
    argv, sys.argv = sys.argv, [path]
    try:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            spec.loader.exec_module(module)
    except SystemExit as end:
        if end.code:
            sys.exit(f"the checker fails on its own files:\n{said.getvalue()}")
    finally:
        sys.argv = argv
    return module


def fixture(checker, line):
    """The message in the form in which the checker reads its own."""
    world, registry = checker.SC, line["registry"]
    world["agreements"]["generated"] = line["agreement"]
    for role in ("sender", "recipient"):
        world["parties"][f"generated {role}"] = {**registry[role], "name": role}
    context = {
        "agreement": "generated",
        "consents": line.get("consents", []),
        "authorisations": line.get("authorisations", []),
        "registry": {role: f"generated {role}" for role in ("sender", "recipient")},
        "history": line.get("history", {"exchange": line.get("exchange", [])}),
        "sessions": line.get("sessions", []),
        "now": line["now"],
        "tier": "state",
    }
    return {"message": line["message"], "context": context}
