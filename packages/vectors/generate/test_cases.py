"""Whether a message and the registry are both of the test federation; E12."""

from cases import opens, refused
from wire import Message


@opens("E12", "test", "A test message under a test registry.")
def test_message(_: Message) -> None:
    pass


@refused("E12", "no-test", "A real message under a test registry.", "MESSAGE_TEST_MISMATCH")
def real_message(message: Message) -> None:
    made_real(message)


@refused(
    "E12",
    "no-test-as-file",
    "A real message under a test registry, handed over as a file.",
    "MESSAGE_TEST_MISMATCH",
)
def real_message_as_file(message: Message) -> None:
    made_real(message)
    message.given["carrier"] = "file"


def made_real(message: Message) -> None:
    """Says that it is no test. It names a real country then: invented ones are for tests only."""
    message.claims["test"] = False
    for party in ("sender", "recipient"):
        # Antarctica: nobody lives there.
        message.claims[party]["country"] = "AQ"
