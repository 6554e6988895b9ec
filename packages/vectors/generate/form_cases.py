"""E09, too: lists have one order, and nothing is written that says nothing."""

from cases import opens, refused
from wire import Message

NOT_CANONICAL = "MESSAGE_NOT_CANONICAL"


def group(message: Message, kind: str, leaves: dict, links: list[str] | None = None) -> dict:
    """Adds a group without an evaluation."""
    made = {"kind": kind, "links": links or [], "leaves": leaves}
    message.body[message.id(f"form {kind}")] = made
    return made


def about(message: Message, field: str, group_id: str | None = None) -> dict:
    return {"path": f"{group_id or message.subject}/{field}", "reason": "PROVE_AGE"}


@opens("E09", "lists-sorted", "Lists of several things, each in its one order.")
def lists_sorted(message: Message) -> None:
    message.claims["bases"] = ["GDPR#6(1)(a)", "GDPR#9(2)(a)"]
    message.claims["handling"]["conditions"] = ["ASSISTANCE_ONLY", "NO_ONWARD"]
    message.private["necessity"] = [
        about(message, "subject.ageClass"),
        about(message, "subject.sex"),
    ]


@opens("E09", "cells", "The keys of a cell keep the order of their dimensions, and may repeat.")
def cells(message: Message) -> None:
    keys = ["male", "adult", "adult"]
    group(message, "stat", {"stat.cells": [{"count": 12, "keys": keys}]})


@opens("E09", "own-nature", "A leaf has another nature than its group.")
def own_nature(message: Message) -> None:
    need(message)["leaves"]["need.riskLevel"] = {"nature": "statement", "v": "medium"}


@opens("E09", "reason-of-answer", "An answer gives a reason about a value of what it answers.")
def reason_of_answer(message: Message) -> None:
    message.private["inReplyTo"] = message.claims["jti"]
    message.private["necessity"] = [about(message, "need.health", message.id("elsewhere"))]


@refused("E09", "bases-unsorted", "Legal bases in another order.", NOT_CANONICAL)
def bases_unsorted(message: Message) -> None:
    message.claims["bases"] = ["GDPR#9(2)(a)", "GDPR#6(1)(a)"]


@refused("E09", "conditions-unsorted", "Handling conditions in another order.", NOT_CANONICAL)
def conditions_unsorted(message: Message) -> None:
    message.claims["handling"]["conditions"] = ["NO_ONWARD", "ASSISTANCE_ONLY"]


@refused("E09", "europol-unsorted", "Handling codes of Europol in another order.", NOT_CANONICAL)
def europol_unsorted(message: Message) -> None:
    message.claims["handling"]["europol"] = ["H2", "H0"]


@refused("E09", "necessity-unsorted", "Reasons of necessity in another order.", NOT_CANONICAL)
def necessity_unsorted(message: Message) -> None:
    fields = ("subject.sex", "subject.ageClass")
    message.private["necessity"] = [about(message, field) for field in fields]


@refused("E09", "links-unsorted", "The links of a group in another order.", NOT_CANONICAL)
def links_unsorted(message: Message) -> None:
    links = sorted(message.body, reverse=True)
    group(message, "audit", {"audit.from": "2026-11-01T00:00:00Z"}, links)


@refused("E09", "list-in-value-unsorted", "A list inside a value in another order.", NOT_CANONICAL)
def list_in_value_unsorted(message: Message) -> None:
    group(message, "audit", {"audit.selectors": {"operation": ["erasure", "disclosure"]}})


@refused("E09", "list-in-value-twice", "A list inside a value names a thing twice.", NOT_CANONICAL)
def list_in_value_twice(message: Message) -> None:
    group(message, "audit", {"audit.selectors": {"operation": ["erasure", "erasure"]}})


@refused("E09", "list-in-value-empty", "An empty list that could be left out.", NOT_CANONICAL)
def list_in_value_empty(message: Message) -> None:
    group(message, "audit", {"audit.selectors": {"operation": []}})


@refused("E09", "mark-false", "A mark that is false and could be left out.", NOT_CANONICAL)
def mark_false(message: Message) -> None:
    cell = {"count": 12, "keys": ["male"], "suppressed": False}
    group(message, "stat", {"stat.cells": [cell]})


@refused("E09", "nature-repeated", "A leaf repeats the nature of its group.", NOT_CANONICAL)
def nature_repeated(message: Message) -> None:
    need(message)["leaves"]["need.riskLevel"] = {"nature": "fact", "v": "medium"}


@refused("E09", "restriction-none", "A restriction that is none.", NOT_CANONICAL)
def restriction_none(message: Message) -> None:
    made = need(message)
    made["meta"] = {**made["meta"], "restriction": "none"}


@refused("E09", "group-empty", "A group that holds no value.", NOT_CANONICAL)
def group_empty(message: Message) -> None:
    group(message, "audit", {})


@refused("E09", "reason-without-value", "A reason about a value that is not sent.", NOT_CANONICAL)
def reason_without_value(message: Message) -> None:
    message.private["necessity"] = [about(message, "subject.nationality")]


@refused("E09", "reason-without-group", "A reason about a group that is not sent.", NOT_CANONICAL)
def reason_without_group(message: Message) -> None:
    message.private["necessity"] = [about(message, "need.health", message.id("elsewhere"))]


def need(message: Message) -> dict:
    return next(group for group in message.body.values() if group["kind"] == "need")
