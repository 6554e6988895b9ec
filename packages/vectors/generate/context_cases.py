"""What a signed message is compared with: replays, times, agreement, profile, registry; E04 to E08, E10."""

from cases import opens, refused
from octets import canonical, digest
from wire import Message, dated, seconds
from world import DAY, IAT, KEYS, NOW, OTHER, OTHER_PROFILE, PROFILE, SECOND, SENDER, reference


@opens("E04", "first", "Not delivered before.")
def first(message: Message) -> None:
    seen(message, jti="00000000-0000-4000-8000-000000000001")


@opens("E04", "id-of-another", "The id was seen, but from another agency.")
def id_of_another(message: Message) -> None:
    seen(message, iss=OTHER)


@refused(
    "E04", "same-id", "Another message with an id of this agency that was seen.", "MESSAGE_REPLAYED"
)
def same_id(message: Message) -> None:
    seen(message)


@refused(
    "E04",
    "same-message",
    "The same message once more, whatever is remembered of its id.",
    "MESSAGE_REPLAYED",
)
def same_message(message: Message) -> None:
    def note(jwt: str) -> str:
        seen(message, iss=OTHER, digest=digest(jwt))
        return jwt

    message.after_signing = note


@opens("E05", "last-second", "Delivered in the last second before the deadline.")
def last_second(message: Message) -> None:
    message.claims["exp"] = seconds(NOW + SECOND)


@opens("E05", "fortnight", "A deadline of just 14 days.")
def fortnight(message: Message) -> None:
    message.claims["exp"] = seconds(IAT + 14 * DAY)


@opens("E05", "slow-clock", "Issued 120 seconds ahead of the recipient's clock.")
def slow_clock(message: Message) -> None:
    dated(message, NOW + 120 * SECOND)


@refused("E05", "on-deadline", "Delivered at the deadline.", "MESSAGE_EXPIRED")
def on_deadline(message: Message) -> None:
    message.claims["exp"] = seconds(NOW)


@refused("E05", "late", "Delivered after the deadline.", "MESSAGE_EXPIRED")
def late(message: Message) -> None:
    dated(message, IAT - 10 * DAY)


@refused(
    "E05", "ahead", "Issued 121 seconds ahead of the recipient's clock.", "MESSAGE_NOT_YET_VALID"
)
def ahead(message: Message) -> None:
    dated(message, NOW + 121 * SECOND)


@refused("E05", "too-far", "A deadline of 14 days and a second.", "MESSAGE_DEADLINE_TOO_FAR")
def too_far(message: Message) -> None:
    message.claims["exp"] = seconds(IAT + 14 * DAY + SECOND)


@refused(
    "E05",
    "alert-too-far",
    "An alert with a deadline of 72 hours and a second.",
    "MESSAGE_DEADLINE_TOO_FAR",
)
def alert_too_far(message: Message) -> None:
    message.claims |= {"mt": "alert", "exp": seconds(IAT + 3 * DAY + SECOND)}


@refused("E05", "before-issue", "A deadline at the time of issue.", "MESSAGE_DEADLINE_TOO_FAR")
def before_issue(message: Message) -> None:
    message.claims["exp"] = message.claims["iat"]


@opens("E06", "last-day", "On the last day of the agreement.")
def last_day(message: Message) -> None:
    under(message, "ends-today")
    # With a later version beside it, that one would have its place.
    message.given["agreements"] = ["ends-today"]


@opens("E06", "first-day", "On the first day of the agreement.")
def first_day(message: Message) -> None:
    under(message, "begins-today")


@refused(
    "E06", "unknown", "An agreement that the recipient does not have.", "MESSAGE_AGREEMENT_UNKNOWN"
)
def unknown_agreement(message: Message) -> None:
    message.given["agreements"] = ["both-profiles"]


@refused("E06", "one-signature", "One party has not signed it.", "MESSAGE_AGREEMENT_UNKNOWN")
def one_signature(message: Message) -> None:
    under(message, "one-signature")


@refused(
    "E06",
    "foreign-signature",
    "Another agency has signed it in place of a party.",
    "MESSAGE_AGREEMENT_UNKNOWN",
)
def foreign_signature(message: Message) -> None:
    under(message, "foreign-signature")


@refused("E06", "ended", "It ended yesterday.", "MESSAGE_AGREEMENT_UNKNOWN")
def ended(message: Message) -> None:
    under(message, "ended")


@refused("E06", "not-yet", "It begins tomorrow.", "MESSAGE_AGREEMENT_UNKNOWN")
def not_yet(message: Message) -> None:
    under(message, "begins-tomorrow")


@refused(
    "E06",
    "before-it-began",
    "Issued the day before the agreement began.",
    "MESSAGE_AGREEMENT_UNKNOWN",
)
def before_it_began(message: Message) -> None:
    under(message, "begins-today")
    dated(message, IAT - DAY)


@refused(
    "E06", "other-version", "The right digest under another version.", "MESSAGE_AGREEMENT_UNKNOWN"
)
def other_version(message: Message) -> None:
    message.claims["agreement"] = {**reference("assist"), "version": "1.1"}


@opens("E07", "covered", "The agreement names both parties and the purpose.")
def covered(_: Message) -> None:
    pass


@refused("E07", "other-parties", "It is between other parties.", "MESSAGE_AGREEMENT_DOES_NOT_COVER")
def other_parties(message: Message) -> None:
    under(message, "other-parties")


@refused("E07", "other-purpose", "It is for another purpose.", "MESSAGE_AGREEMENT_DOES_NOT_COVER")
def other_purpose(message: Message) -> None:
    under(message, "other-purpose")


@opens("E08", "one-of-two", "A profile that both sides admit beside another.")
def one_of_two(message: Message) -> None:
    under(message, "both-profiles")
    message.given["profiles"] = [OTHER_PROFILE, PROFILE]


@refused(
    "E08",
    "recipient-cannot",
    "A profile that the recipient cannot judge by.",
    "MESSAGE_PROFILE_UNSUPPORTED",
)
def recipient_cannot(message: Message) -> None:
    under(message, "both-profiles")
    message.given["profiles"] = [OTHER_PROFILE]


@refused(
    "E08",
    "not-agreed",
    "A profile that the agreement does not admit.",
    "MESSAGE_PROFILE_UNSUPPORTED",
)
def not_agreed(message: Message) -> None:
    under(message, "other-profile")


@refused(
    "E08",
    "other-version",
    "A package of another version of the protocol.",
    "MESSAGE_PROFILE_UNSUPPORTED",
)
def other_protocol(message: Message) -> None:
    message.package = lambda content: canonical({**content, "spp": "2.0"})


@refused(
    "E08",
    "other-version-signed",
    "What is signed names another version of the protocol than its package.",
    "MESSAGE_PROFILE_UNSUPPORTED",
)
def other_protocol_signed(message: Message) -> None:
    message.claims["spp"] = "2.0"


@opens("E08", "version-1.1", "A message of version 1.1; the agreement names no version.")
def version_1_1(message: Message) -> None:
    message.of_version("1.1")


@opens("E08", "version-agreed", "The agreement admits the version of the message beside another.")
def version_agreed(message: Message) -> None:
    message.of_version("1.1")
    under(message, "both-protocols")


@refused(
    "E08",
    "version-no-longer-agreed",
    "The agreement admits version 1.1 only, and the message is of 1.0.",
    "MESSAGE_PROFILE_UNSUPPORTED",
)
def version_no_longer_agreed(message: Message) -> None:
    under(message, "only-1.1")


@refused(
    "E08",
    "version-not-agreed",
    "The agreement admits version 1.0 only, and the message is of 1.1.",
    "MESSAGE_PROFILE_UNSUPPORTED",
)
def version_not_agreed(message: Message) -> None:
    message.of_version("1.1")
    under(message, "only-1.0")


@opens(
    "E10", "as-registered", "Type, country and regime are those of the registry when it was issued."
)
def as_registered(_: Message) -> None:
    pass


@refused(
    "E10", "regime", "The sender names a regime that is not its own.", "MESSAGE_REGISTRY_DIFFERS"
)
def regime(message: Message) -> None:
    message.claims["sender"]["regime"] = "LED"


@refused("E10", "country", "The sender names another country.", "MESSAGE_REGISTRY_DIFFERS")
def country(message: Message) -> None:
    message.claims["sender"]["country"] = "XA"


@refused(
    "E10",
    "type-before",
    "The recipient's type as it was until last month.",
    "MESSAGE_REGISTRY_DIFFERS",
)
def type_before(message: Message) -> None:
    message.claims["recipient"]["type"] = "internationalOrganisation"


@refused("E10", "holder-key", "The holder's key is one of the sender.", "MESSAGE_REGISTRY_DIFFERS")
def holder_key(message: Message) -> None:
    message.claims["cnf"]["thumbprint"] = KEYS["ngo-b"].kid


@refused(
    "E10", "holder", "The holder is another agency than the recipient.", "MESSAGE_REGISTRY_DIFFERS"
)
def holder(message: Message) -> None:
    message.claims["cnf"] = {"entity": OTHER, "thumbprint": KEYS["ngo-d"].kid}


def under(message: Message, agreement: str) -> None:
    message.claims["agreement"] = reference(agreement)
    message.given["agreements"] = ["assist", agreement]


def seen(message: Message, **changed: str) -> None:
    """What the recipient remembers: issuer and id of a message, and its digest."""
    entry = {"iss": SENDER, "jti": message.claims["jti"], "digest": digest("another message")}
    message.given["seen"].append({**entry, **changed})
