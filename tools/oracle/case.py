"""One message of the export, what the checker found and what the validator found."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Hit:
    """A place where the validator says that a rule is broken."""

    code: str
    pointer: str

    @property
    def parts(self):
        """Names along the pointer: `body`, a group, a field."""
        return self.pointer.split("/")[1:]


class Case:
    """A message with all that a reason may look at. Nothing of it is changed."""

    def __init__(self, checker, line, fixture, theirs):
        self.checker, self.line, self.theirs = checker, line, theirs
        self.message = checker.Msg(fixture)
        self.clear, self.private, self.body = self.message.c, self.message.p, self.message.b
        self.agreement, self.history = self.message.ag, line.get("history", {})
        self.sender, self.recipient = self.message.snd, self.message.rcp
        self.type, self.purpose = self.message.mt, self.message.pur
        self.bases, self.day = self.clear["env.legalBasis"], self.clear["env.createdAt"][:10]
        self.sources = self.private["private.provenance"]

    @cached_property
    def ours(self):
        """What the validator found, by rule."""
        found = {}
        for hit in self.line["judged"]["found"]:
            found.setdefault(hit["rule"], []).append(Hit(hit["code"], hit["pointer"]))
        return found

    @cached_property
    def lacking(self):
        """What the validator says it lacks, by rule."""
        lacking = {}
        for entry in self.line["judged"]["notEvaluated"]:
            lacking.setdefault(entry["rule"], []).extend(entry["missing"])
        return lacking

    def leaves(self, *fields):
        return [leaf for leaf in self.message.leaves if leaf["f"] in fields]

    def values(self, *fields):
        return [leaf["v"] for leaf in self.leaves(*fields)]

    def at(self, hit):
        """The leaves that a hit names."""
        _, gid, field = [*hit.parts, "", ""][:3]
        return [leaf for leaf in self.leaves(field) if leaf["gid"] == gid]

    def group(self, hit):
        return self.body[hit.parts[1]]

    def groups(self, kind):
        return {gid: group for gid, group in self.body.items() if group["kind"] == kind}

    def concerned(self, gid):
        """Groups of the persons whom a group is about."""
        return self.message.subjects(gid)

    def state(self, country):
        return self.checker.SC["states"][country]

    @property
    def holds_purpose_fields(self):
        """Whether the type of message carries what its purpose is about, or only speaks of it."""
        return self.type not in self.checker.XT or self.checker.XT[self.type]["purposeFields"]

    def marked(self, mark, regime):
        return self.checker.codes("regime")[regime].get(mark, False)

    def is_national(self, basis):
        """Whether a basis is law of the sender's State that the agreement names for the purpose."""
        rows = self.agreement["nationalProvisions"]
        named = {"purpose": self.purpose["id"], "basis": basis} in rows
        return basis.startswith(f"NAT-{self.sender['country']}#") and named

    def entries(self, basis):
        """Rows of the catalogue that cover a basis."""
        own = self.checker.XT.get(self.type, {}).get("bases")
        rows = own if isinstance(own, list) else self.purpose["legalBases"]
        return [row for row in rows if self.checker.prefix(row["basis"], basis)]

    def counting(self):
        """The bases that carry the message: admitted, in force, and law for this sender."""
        instruments = self.checker.codes("legal_instrument")
        for basis in self.bases:
            if self.is_national(basis):
                yield basis
                continue
            rows = [row for row in self.entries(basis)[:1] if self.checker.live(row, self.day)]
            instrument = instruments.get(basis.split("#")[0], {"regimes": []})
            if rows and self.sender["regime"] in instrument["regimes"]:
                yield basis
