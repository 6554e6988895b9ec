"""Whom a group concerns, as this project's catalogue has it: written from the specification.

The checker follows links one way, and takes a group without any for nobody's. That was changed, with
the reason in catalogue/data/changes.json, so it is asked here instead: all that rests on it is compared
as before, and this is a second reading of it.

See docs/spec/policy.md#whom-a-leaf-concerns.
"""


def concerned(body, gid):
    """Ids of the persons whom a group concerns."""
    found = linked(body, gid)
    if found or gid not in body:
        return found
    return {other for other, group in body.items() if group["kind"] == "subject"}


def linked(body, gid):
    """Ids of the persons to whom links lead, either way, up to the first on each."""
    found, seen, todo = set(), set(), [gid]
    while todo:
        one = todo.pop()
        if one in seen or one not in body:
            continue
        seen.add(one)
        if body[one]["kind"] == "subject":
            found.add(one)
            continue
        todo += body[one]["links"]
        todo += [other for other, group in body.items() if one in group["links"]]
    return found


def read_both_ways(checker):
    """Has the checker ask for the persons concerned as this catalogue does."""

    def subjects(message, gid):
        return [dict(message.b[one], gid=one) for one in sorted(concerned(message.b, gid))]

    checker.Msg.subjects = subjects
