"""What the checker cannot read, and what the validator rightly does not evaluate."""

KNOWN_HEADER = ("ledCategory", "ageClass")


def _states(line):
    registry, private = line["registry"], line["message"]["private"]
    parties = [registry[role]["country"] for role in ("sender", "recipient")]
    return {*parties, *(source["originState"] for source in private["private.provenance"])}


def _groups(line):
    return line["message"]["body"].values()


def _leaves(line, field):
    return [leaf["v"] for group in _groups(line) for leaf in group["leaves"] if leaf["f"] == field]


def _is_ragged(line):
    """Tables of different numbers of dimensions in one message."""
    return len({len(cell["keys"]) for cell in _leaves(line, "stat.cells")}) > 1


def _lacks_kind_of_place(line):
    places = [[leaf["f"] for leaf in group["leaves"]] for group in _groups(line)]
    return any("location.precise" in place and "location.kind" not in place for place in places)


def _is_there(line, field, without):
    return bool(_leaves(line, field)) and not _leaves(line, without)


def _lacks_header(line):
    people = [group for group in _groups(line) if group["kind"] == "subject"]
    return any(name not in group for group in people for name in KNOWN_HEADER)


def _lacks_evaluation(line):
    """Of a person, or of what somebody said."""
    bare = [group for group in _groups(line) if "meta" not in group]
    natures = [leaf.get("nature") for group in bare for leaf in group["leaves"]]
    return "statement" in natures or any(group["kind"] == "subject" for group in bare)


def unreadable(checker, line):
    """Why the checker ends with an exception at a message; `None` where it should not."""
    kinds = {group["kind"] for group in _groups(line)}
    shapes = {
        "a kind of group that the catalogue does not have": kinds - set(checker.KINDS),
        "a State that the registry does not know": _states(line) - set(line["registry"]["states"]),
        "a person without category or age class": _lacks_header(line),
        "an evaluation that is left out": _lacks_evaluation(line),
        "tables of different numbers of dimensions": _is_ragged(line),
        "DNA without a kind of alert": _is_there(line, "identity.dna", "alert.kind"),
        "a precise place of no kind": _lacks_kind_of_place(line),
    }
    return next((name for name, is_so in shapes.items() if is_so), None)


def lacks(line, missing):
    """Whether the line indeed does not hold what the validator says it lacks."""
    history = line.get("history", {})
    agreement, states = line["agreement"], line["registry"]["states"]
    held = [*history.get("exchange", []), *history.get("named", [])]
    asked = set(_leaves(line, "onward.target"))
    answered = line["message"]["private"].get("private.inReplyTo")
    facts = ("consents", "authorisations", "sessions", "history")
    log = {"intentPrecedes", "outcomeFollows", "cosigned"}
    absent = {
        **{name: name not in line for name in facts},
        "history.named": not asked or not asked <= {entry["digest"] for entry in held},
        "history.exchange.fromCountry": any(
            "fromCountry" not in entry for entry in held if entry["digest"] in asked
        ),
        "history.log": not log <= set(history.get("log", {})),
        "history.exchange": all(
            entry["message"] != answered for entry in history.get("exchange", [])
        ),
        "history.sources": "sources" not in history,
        "history.releases": "releases" not in history,
        "consents.written": any("written" not in one for one in line.get("consents", [])),
        "agreement.justificationReaders": "justificationReaders" not in agreement,
        "registry.states": bool(_states(line) - set(states)),
    }
    return absent.get(missing, False)
