"""A reader of JSON Schema (draft 2020-12), of the keywords that our published schemas use."""

import re

from places import JSON_SCHEMAS, read_json


class Schema:
    """One published schema. `faults` says where a document breaks it."""

    def __init__(self, name: str) -> None:
        self.root = read_json(JSON_SCHEMAS / f"{name}.json")

    def faults(self, document: object) -> list[str]:
        return list(self.check(document, self.root, ""))

    def check(self, value: object, schema: object, at: str):
        if schema is True:
            return
        if schema is False:
            yield f"{at}: nothing may be here"
            return
        for name, said in schema.items():
            keyword = KEYWORDS.get(name)
            if keyword is not None:
                yield from keyword(self, value, said, at, schema)
            elif name not in WORDS:
                raise ValueError(f"the schemas use {name}, which this reader does not know")

    def fits(self, value: object, schema: object) -> bool:
        return next(self.check(value, schema, ""), None) is None

    def follow(self, value, reference, at, _):
        if not reference.startswith("#/"):
            raise ValueError("a reference leads out of the file")
        target = self.root
        for part in reference[2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        yield from self.check(value, target, at)

    def matches(self, value, said, at, _):
        if re.search(r"\\[pPwWdDsSbB]|\\u\{|\(\?<", said):
            raise ValueError("the schemas use a pattern that Python reads otherwise than ECMA-262")
        # At the end of a text Python's $ admits a line feed, ECMA-262's does not.
        pattern = re.sub(r"\$(?=\)|\||$)", r"\\Z", said)
        if isinstance(value, str) and re.search(pattern, value) is None:
            yield f"{at}: another form"


def has_type(value: object, name: str) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "null": value is None,
        "number": number,
        "integer": number and value == int(value),
    }[name]


def same(a: object, b: object) -> bool:
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def type_of(_, value, said, at, __):
    if not any(has_type(value, name) for name in ([said] if isinstance(said, str) else said)):
        yield f"{at}: not {said}"


def one_of_values(_, value, said, at, __):
    if not any(same(value, one) for one in said):
        yield f"{at}: no value of the list"


def one_value(_, value, said, at, __):
    if not same(value, said):
        yield f"{at}: not the one value"


def required(_, value, said, at, __):
    if isinstance(value, dict):
        yield from (f"{at}/{name}: missing" for name in said if name not in value)


def properties(reader, value, said, at, _):
    if isinstance(value, dict):
        for name, schema in said.items():
            if name in value:
                yield from reader.check(value[name], schema, f"{at}/{name}")


def additional(reader, value, said, at, schema):
    if isinstance(value, dict):
        for name in value.keys() - schema.get("properties", {}).keys():
            yield from reader.check(value[name], said, f"{at}/{name}")


def property_names(reader, value, said, at, _):
    if isinstance(value, dict):
        for name in value:
            yield from reader.check(name, said, f"{at} names")


def items(reader, value, said, at, _):
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from reader.check(one, said, f"{at}/{index}")


def contains(reader, value, said, at, schema):
    if isinstance(value, list):
        count = sum(reader.fits(one, said) for one in value)
        if not schema.get("minContains", 1) <= count <= schema.get("maxContains", count):
            yield f"{at}: contains {count}"


def unique(_, value, said, at, __):
    if said and isinstance(value, list):
        if any(same(a, b) for i, a in enumerate(value) for b in value[:i]):
            yield f"{at}: something twice"


def all_of(reader, value, said, at, _):
    for schema in said:
        yield from reader.check(value, schema, at)


def any_of(reader, value, said, at, _):
    if not any(reader.fits(value, schema) for schema in said):
        yield f"{at}: fits no alternative"


def one_of(reader, value, said, at, _):
    if sum(reader.fits(value, schema) for schema in said) != 1:
        yield f"{at}: fits not one alternative"


def none_of(reader, value, said, at, _):
    if reader.fits(value, said):
        yield f"{at}: fits what it must not"


def condition(reader, value, said, at, schema):
    branch = "then" if reader.fits(value, said) else "else"
    yield from reader.check(value, schema.get(branch, True), at)


def bound(kind, measure, holds):
    def check(_, value, said, at, __):
        if kind(value) and not holds(measure(value), said):
            yield f"{at}: out of bounds"

    return check


def is_number(value: object) -> bool:
    return has_type(value, "number")


def is_a(kind: type):
    return lambda value: isinstance(value, kind)


def itself(value):
    return value


def at_least(value, said):
    return value >= said


def at_most(value, said):
    return value <= said


KEYWORDS = {
    "$ref": Schema.follow,
    "pattern": Schema.matches,
    "type": type_of,
    "enum": one_of_values,
    "const": one_value,
    "required": required,
    "properties": properties,
    "additionalProperties": additional,
    "propertyNames": property_names,
    "items": items,
    "contains": contains,
    "uniqueItems": unique,
    "allOf": all_of,
    "anyOf": any_of,
    "oneOf": one_of,
    "not": none_of,
    "if": condition,
    "minimum": bound(is_number, itself, at_least),
    "maximum": bound(is_number, itself, at_most),
    "minLength": bound(is_a(str), len, at_least),
    "maxLength": bound(is_a(str), len, at_most),
    "minItems": bound(is_a(list), len, at_least),
    "maxItems": bound(is_a(list), len, at_most),
    "minProperties": bound(is_a(dict), len, at_least),
    "maxProperties": bound(is_a(dict), len, at_most),
}
# Said for people, or read together with another keyword.
WORDS = {"$schema", "$id", "$comment", "$defs", "title", "description", "format", "examples"}
WORDS |= {"then", "else", "minContains", "maxContains", "deprecated"}
