"""The list of structural cases: each a function that changes one message."""

from dataclasses import dataclass
from typing import Callable

from wire import Message


@dataclass(frozen=True)
class Case:
    check: str
    id: str
    says: str
    # The code of the refusal, or nothing where the message opens.
    code: str
    change: Callable[[Message], None]


CASES: list[Case] = []


def opens(check: str, name: str, says: str):
    """A message that opens."""
    return refused(check, name, says, "")


def refused(check: str, name: str, says: str, code: str):
    """A message that the check refuses."""

    def register(change: Callable[[Message], None]) -> Callable[[Message], None]:
        CASES.append(Case(check, name, says, code, change))
        return change

    return register
