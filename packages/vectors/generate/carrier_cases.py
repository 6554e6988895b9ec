"""E02: who brings a package is its sender, and the request is signed if the version asks for it."""

from cases import opens, refused
from wire import Message
from world import OTHER, SENDER


@opens("E02", "posted", "Posted under a signature of its sender.")
def posted(message: Message) -> None:
    message.of_version("1.1")
    message.given["carrier"] = {"agency": SENDER}


@opens("E02", "posted-1.0", "Posted under a signature, though version 1.0 does not ask for it.")
def posted_1_0(message: Message) -> None:
    message.given["carrier"] = {"agency": SENDER}


@opens("E02", "unsigned-1.0", "Version 1.0, posted without a signature: E02 is not evaluated.")
def unsigned_1_0(message: Message) -> None:
    message.given["carrier"] = "anonymous"


@opens("E02", "file", "Brought as a file: E02 is not evaluated.")
def file(message: Message) -> None:
    message.of_version("1.1")
    message.given["carrier"] = "file"


@refused("E02", "another", "Another agency signed the request.", "PACKAGE_PEER_MISMATCH")
def another(message: Message) -> None:
    message.of_version("1.1")
    message.given["carrier"] = {"agency": OTHER}


@refused(
    "E02",
    "another-1.0",
    "Another agency signed the request, for a message of version 1.0.",
    "PACKAGE_PEER_MISMATCH",
)
def another_1_0(message: Message) -> None:
    message.given["carrier"] = {"agency": OTHER}


@refused(
    "E02",
    "unsigned",
    "Version 1.1, posted without a signature.",
    "MESSAGE_POSTED_UNSIGNED",
)
def unsigned(message: Message) -> None:
    message.of_version("1.1")
    message.given["carrier"] = "anonymous"
