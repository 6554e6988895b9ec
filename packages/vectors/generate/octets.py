"""Octets as text, digests, JSON in its one written form, and chance that repeats itself."""

import base64
import hashlib
import json
import random


def encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest(text: str) -> str:
    return encode(hashlib.sha256(text.encode()).digest())


def canonical(value: object) -> str:
    """RFC 8785, for what is in a message: names in ASCII, whole numbers, texts, lists, objects."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def line(value: object) -> str:
    """One line of a corpus file. Characters that nobody sees are escaped."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True) + "\n"


def drawn(count: int, *names: str) -> bytes:
    """Octets that look random and follow from the names alone."""
    octets, block = b"", 0
    while len(octets) < count:
        text = "\0".join(("safepassage corpus", *names, str(block)))
        octets += hashlib.sha256(text.encode()).digest()
        block += 1
    return octets[:count]


def chance(*names: str) -> random.Random:
    """A generator whose numbers follow from the names alone; of it only `random()` is used."""
    return random.Random(int.from_bytes(drawn(16, *names), "big"))


def shuffled(items: list, source: random.Random) -> list:
    """Another order. Written out, since that of the library may change from version to version."""
    left, order = list(items), []
    while left:
        order.append(left.pop(int(source.random() * len(left))))
    return order
