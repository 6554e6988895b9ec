"""The independent evaluator that two tools ask, and a message in the form that it reads."""

import contextlib
import importlib.util
import io
import sys

from oracle.links import read_both_ways


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
    read_both_ways(module)
    return module


def fixture(checker, line):
    """The message in the form in which the checker reads its own: names within its world."""
    registry, world = line["registry"], checker.SC
    world["agreements"]["generated"] = line["agreement"]
    parties = {role: {**registry[role], "name": role} for role in ("sender", "recipient")}
    world["parties"].update(parties)
    world["states"] = registry["states"]
    # By entity: whom the message names, and which of them are places of refuge.
    shelters = {name: {"flags": {"shelter": True}} for name in registry.get("shelters", [])}
    known = {party["entity"]: party for party in world["parties"].values()}
    others = {name: {**known[name], "flags": {"shelter": False}} for name in known}
    checker.PT = {**others, **shelters, **{party["entity"]: party for party in parties.values()}}
    context = {
        "agreement": "generated",
        "consents": line.get("consents", []),
        "authorisations": line.get("authorisations", []),
        "registry": {role: role for role in parties},
        "history": history(line),
        "transcript": {"sessions": line.get("sessions", [])},
        "now": line["now"],
        "tier": "state",
    }
    return {"message": line["message"], "context": context}


def history(line):
    """What happened before, where nothing is said of it as if nothing had."""
    known = line.get("history", {})
    nothing = {"sources": [], "exchange": line.get("exchange", []), "log": {}, "releases": []}
    return {**nothing, "person": {"bits": 0}, "jti": [], "event": None, **known}
