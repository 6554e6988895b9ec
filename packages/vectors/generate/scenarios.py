"""Messages of the scenarios as whole inputs of a judge, as data/rules/README.md describes them."""

import copy
from dataclasses import dataclass

from places import DATA, read_json


@dataclass(frozen=True)
class Scenario:
    """One message, with all that its judge knows and what the story expects."""

    id: str
    says: str
    note: str
    verdict: str
    rules: list[str]
    given: dict


def read_scenarios() -> dict[str, Scenario]:
    """By id, `S01.1`."""
    found = {}
    for path in sorted((DATA / "scenarios").glob("*.json")):
        world = read_json(path)
        for scenario in world["scenarios"]:
            for message in scenario["messages"]:
                name = f"{scenario['id']}.{message['n']}"
                found[name] = Scenario(
                    name,
                    message.get("says") or message["note"].strip() or message["type"],
                    message["note"].strip(),
                    message["expected"],
                    sorted(message["rules"]),
                    input_of(world, message),
                )
    return found


def input_of(world: dict, message: dict) -> dict:
    parties, context = world["parties"], message["context"]
    return {
        "message": message["message"],
        "tier": context["tier"],
        "now": context["now"],
        "agreement": world["agreements"][context["agreement"]],
        "consents": context["consents"],
        "authorisations": context["authorisations"],
        "registry": {
            "sender": parties[context["registry"]["sender"]],
            "recipient": parties[context["registry"]["recipient"]],
            "states": world["states"],
            "shelters": [one["entity"] for one in parties.values() if one["flags"]["shelter"]],
            # Copies: a patch of a party is none of what is told of the agency elsewhere.
            "named": {
                one["entity"]: copy.deepcopy(one)
                for one in parties.values()
                if not one["flags"]["shelter"]
            },
        },
        "history": context["history"],
        "sessions": context["transcript"]["sessions"],
    }
