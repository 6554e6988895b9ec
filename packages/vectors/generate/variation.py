"""Says the same in other words: other random ids, another order, other days.

Whoever compares texts instead of judging fails on a variation. What a case is about stays: an id
that does not look random, a day in a case about days, the order of values where it counts.
"""

import datetime
import re
import uuid

from octets import chance, decode, drawn, encode, shuffled
from patches import parts_of, pointer


class Variation:
    """One way to say an input otherwise. It follows from the seed alone."""

    def __init__(self, given: dict, seed: str, *, codes: set[str], keep_days: bool) -> None:
        self.seed = seed
        self.codes = codes
        self.kept = {given["message"].get("clear", {}).get("env.profile")}
        matching = match_values(given)
        self.kept |= set(texts_of(matching))
        # The key of matching is that of one week.
        weeks = 0 if keep_days or matching else 1 + int(chance(seed, "weeks").random() * 3)
        self.ids = self.other_ids(given)
        self.shift = datetime.timedelta(weeks=weeks)
        self.places: dict[str, list[int]] = {}

    def apply(self, given: dict) -> dict:
        """The input, said otherwise."""
        told = self.members(self.walk(given), ())
        body = told["message"].get("body")
        if isinstance(body, dict):
            for gid, group in body.items():
                if isinstance(group, dict) and isinstance(group.get("leaves"), list):
                    group["leaves"] = self.leaves(gid, group["leaves"])
        for holder, name in unordered_lists(told):
            holder[name] = shuffled(holder[name], chance(self.seed, name))
        return told

    def pointer(self, text: str) -> str:
        """Where a place of the message stands after `apply`."""
        parts = [self.text(part) for part in parts_of(text)]
        at = parts.index("body") if "body" in parts else len(parts)
        if len(parts) > at + 3 and parts[at + 2] == "leaves" and parts[at + 1] in self.places:
            order = self.places[parts[at + 1]]
            if parts[at + 3].isdigit() and int(parts[at + 3]) < len(order):
                parts[at + 3] = str(order.index(int(parts[at + 3])))
        return pointer(parts)

    def walk(self, value: object, of_groups: bool = False) -> object:
        if isinstance(value, dict):
            # Names are of the catalogue, but for those of groups.
            return {
                self.text(name) if of_groups else name: self.walk(one, name in BY_GROUP)
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [self.walk(one) for one in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, value: str) -> str:
        """A path, an interval or a single word; other text has no word that is an id or a day."""
        if value in self.kept:
            return value
        return "/".join(self.word(word) for word in value.split("/"))

    def word(self, word: str) -> str:
        if word in self.codes:
            return word
        if UUID.fullmatch(word):
            return str(uuid.UUID(bytes=drawn(16, self.seed, word), version=4))
        if word in self.ids:
            return self.ids[word]
        day = DAY.fullmatch(word)
        if day is None:
            return word
        try:
            moved = datetime.date.fromisoformat(day[1]) + self.shift
        except ValueError:
            return word
        return f"{moved.isoformat()}{day[2]}"

    def other_ids(self, given: dict) -> dict[str, str]:
        """Another id for each; what two have in common at either end, the others have too."""
        ids: dict[str, str] = {}
        for text in [*names_of(given), *texts_of(given)]:
            for word in text.split("/"):
                if len(word) not in (22, 43) or not looks_random(word):
                    continue
                if word in ids or word in self.codes or word in self.kept:
                    continue
                other = encode(drawn(len(decode(word)), self.seed, word))
                for known in [one for one in ids if len(one) == len(word)]:
                    start, end = common(word, known), common(word[::-1], known[::-1])
                    other = ids[known][:start] + other[start:] if start >= ALIKE else other
                    other = other[:-end] + ids[known][-end:] if end >= ALIKE else other
                ids[word] = other
        return ids

    def members(self, value: object, path: tuple) -> object:
        """Members in another order, which in JSON means nothing."""
        if isinstance(value, list):
            return [self.members(one, (*path, str(index))) for index, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        order = shuffled(list(value), chance(self.seed, *path)) if path else list(value)
        return {name: self.members(value[name], (*path, name)) for name in order}

    def leaves(self, gid: str, leaves: list) -> list:
        """Leaves in another order, but several values of one field in the order they had."""
        fields = [leaf.get("f") if isinstance(leaf, dict) else None for leaf in leaves]
        if not all(isinstance(field, str) for field in fields):
            return leaves
        rank = {f: i for i, f in enumerate(shuffled(sorted(set(fields)), chance(self.seed, gid)))}
        order = sorted(range(len(leaves)), key=lambda index: (rank[fields[index]], index))
        self.places[gid] = order
        return [leaves[index] for index in order]


def looks_random(word: str) -> bool:
    """Canonical base64url of octets that are no text."""
    if ID.fullmatch(word) is None or encode(decode(word)) != word:
        return False
    if WORDS.fullmatch(word):
        return False
    return not all(32 <= octet < 127 for octet in decode(word))


def match_values(given: dict) -> list:
    """Values of matching, which are points of a curve and not any octets."""
    body = given["message"].get("body")
    groups = body.values() if isinstance(body, dict) else []
    return [g.get("leaves") for g in groups if isinstance(g, dict) and g.get("kind") == "match"]


def common(a: str, b: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))


def names_of(given: dict) -> list[str]:
    """Names of the groups, and of those that the history has people for."""
    people = (given.get("history") or {}).get("people")
    holders = [given["message"].get("body"), people]
    return [name for holder in holders if isinstance(holder, dict) for name in holder]


def texts_of(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_of(one)


def unordered_lists(told: dict):
    """Lists that are sets."""
    agreement = told.get("agreement") or {}
    for holder, name in [
        (told, "consents"),
        (told, "authorisations"),
        (agreement, "rows"),
        (agreement, "purposes"),
        (told.get("registry") or {}, "shelters"),
    ]:
        if isinstance(holder.get(name), list):
            yield holder, name


def holds_day(value: object) -> bool:
    return any(DAY.fullmatch(word) for text in texts_of(value) for word in text.split("/"))


# Days around the time of the scenarios; a day of birth is another matter.
DAY = re.compile(r"(202[6-9]-\d\d-\d\d)((?:T\d\d:\d\d:\d\dZ)?)")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# Members whose names are ids of groups.
BY_GROUP = {"body", "people"}
ID = re.compile(r"[A-Za-z0-9_-]+")
WORD = "(?:[A-Z]?[a-z]+[A-Z]?|[A-Z]+|[0-9]+)"
WORDS = re.compile(f"{WORD}(?:[-_]{WORD}){{2,}}")
# So many characters two ids of one message do not have in common by chance.
ALIKE = 6
