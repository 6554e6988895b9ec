"""Changes of JSON documents: RFC 6902 as the vectors of the rules use it, and its reverse."""

import copy


def pointer(parts: tuple | list) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def parts_of(text: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def apply(document: object, operations: list[dict]) -> object:
    """A changed copy. What an operation names must be there, but for the last part of an `add`."""
    root = {"": copy.deepcopy(document)}
    for operation in operations:
        *parents, name = ["", *parts_of(operation["path"])]
        holder = root
        for parent in parents:
            holder = holder[place(holder, parent)]
        value = copy.deepcopy(operation.get("value"))
        at = len(holder) if name == "-" else place(holder, name)
        if operation["op"] == "add" and isinstance(holder, list):
            holder.insert(at, value)
        elif operation["op"] == "add":
            holder[at] = value
        elif operation["op"] == "replace":
            holder[at]  # A KeyError or IndexError if it is not there.
            holder[at] = value
        elif operation["op"] == "remove":
            del holder[at]
        else:
            raise ValueError(f"no operation {operation['op']}")
    return root[""]


def place(holder: object, name: str) -> str | int:
    return int(name) if isinstance(holder, list) else name


def differences(before: object, after: object, path: tuple = ()) -> list[tuple]:
    """The places at which two documents differ; a list that changed its length is one place."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = []
        for name in [*before, *(name for name in after if name not in before)]:
            if name in before and name in after:
                found += differences(before[name], after[name], (*path, name))
            else:
                found.append((*path, name))
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after))
        return [one for i, (a, b) in pairs for one in differences(a, b, (*path, i))]
    # In Python 1, 1.0 and true are equal.
    return [] if type(before) is type(after) and before == after else [path]
