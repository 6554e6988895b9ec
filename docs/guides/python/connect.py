"""Sends a draft through the gateway of your agency, and waits for the answer.

    python3 connect.py http://127.0.0.1:8402 TOKEN_FILE DRAFT.json

Needs Python 3.10 and nothing else. A file in this folder, connect-….place, keeps how far the events
were followed for this draft: start the program again after any break, and it goes on without leaving one out.
"""

import hashlib
import json
import pathlib
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

OFFICER = {"id": "staff-0042", "assurance": 2}


def main(url: str, token_file: str, draft_file: str) -> None:
    gateway = Gateway(url, pathlib.Path(token_file).read_text().strip())
    draft = {"officer": OFFICER, **json.loads(pathlib.Path(draft_file).read_text())}
    print("the gateway of", gateway.ask("/v1/me")["entity"])
    # The same draft has the same key, so that a program that starts again sends nothing twice.
    key = hashlib.sha256(json.dumps(draft, sort_keys=True).encode()).hexdigest()
    place = Place(pathlib.Path(f"connect-{key[:16]}.place"))

    # Once it is sent it is not looked at again: what it rests on may have ended since, and its answer still comes.
    if not place.file.exists():
        look(gateway.ask("/v1/preview", draft))
        # The place first, then the message: nothing that becomes of it is missed.
        place.keep(next(gateway.stream(None))[0])
    message = {"mode": "minimise", "draft": draft}
    sent = submit(gateway, message, key)

    for event in gateway.follow(place):
        if event["event"] == "sent" and event["ref"] == sent:
            print("it is", event["code"])
            if event["code"] in ("refused", "expired", "unsent"):
                raise SystemExit("it did not arrive: ask for /v1/messages/" + sent)
            if event["code"] == "replaced":
                # Signed again under another digest, which the same key finds.
                sent = submit(gateway, message, key)
        elif event["event"] == "received" and event.get("code") == "accepted":
            answer = gateway.answer_to(sent, event["ref"])
            if answer is not None:
                return show(answer)


def look(preview: dict) -> None:
    """Says what would not be sent as it is, and ends the program where nothing may be sent."""
    for value in preview["account"]:
        if value["outcome"] != "allowed":
            print(value["outcome"], value["field"] + ":", value["reason"]["sentence"])
    if not preview["maySend"]:
        for finding in preview["judgement"]["findings"]:
            print(finding["code"], finding["sentence"], finding["fix"])
        raise SystemExit("this draft may not be sent")


def submit(gateway: "Gateway", message: dict, key: str) -> str:
    sent = gateway.ask("/v1/messages", message, {"idempotency-key": key})
    print("sent", sent["digest"])
    return sent["digest"]


def show(answer: dict) -> None:
    print("answered by", answer["clear"]["env.sender.agencyId"])
    for group in answer["body"].values():
        for leaf in group["leaves"]:
            print(leaf["f"], leaf["v"])


class Place:
    """How far the events were followed."""

    def __init__(self, file: pathlib.Path) -> None:
        self.file = file

    def keep(self, place: str) -> None:
        """Written aside, and put there whole: whatever ends the program, one place or the other is there."""
        aside = self.file.with_suffix(".new")
        aside.write_text(place)
        aside.replace(self.file)


class Gateway:
    """The local API of a gateway (docs/spec/api.md)."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.headers = url, {"authorization": f"Bearer {token}"}

    def ask(self, path: str, body: object = None, headers: dict[str, str] | None = None) -> dict:
        with self.open(path, body, headers or {}, timeout=30) as answer:
            return json.load(answer)

    def answer_to(self, sent: str, digest: str) -> dict | None:
        """What a message says if it answers the one that was sent, and is not erased."""
        # No other is read: the gateway records each reading.
        message = self.ask(f"/v1/messages/{digest}")
        # A notice, feedback or a closing goes on with it too.
        is_answer = message["messageType"] in ("response", "refusal")
        if message.get("inReplyTo") != sent or not is_answer:
            return None
        try:
            return self.read(digest, "CASE_WORK")
        except Problem as problem:
            if problem.status != 410:
                raise
            return None

    def read(self, digest: str, reason: str) -> dict:
        """What a message says. The gateway records who has read it, and why."""
        why = {
            "safepassage-reason": reason,
            "safepassage-officer": OFFICER["id"],
            "safepassage-assurance": str(OFFICER["assurance"]),
        }
        return self.ask(f"/v1/messages/{digest}/content", headers=why)["message"]

    def follow(self, place: Place) -> Iterator[dict]:
        """Events from the kept place on. After a break it goes on by itself."""
        pause = 1
        while True:
            try:
                for id, event in self.stream(place.file.read_text()):
                    pause = 1
                    if event is not None:
                        yield event
                    # Only now: an event that the program died over comes again.
                    place.keep(id)
            except Problem as problem:
                if problem.status not in (429, 500, 502, 503, 504):
                    raise
            except OSError:
                pass  # The connection broke.
            time.sleep(pause)
            pause = min(2 * pause, 30)

    def stream(self, place: str | None) -> Iterator[tuple[str, dict | None]]:
        """Server-sent events as (id, data). The first has no data: it names where the stream begins."""
        headers = {} if place is None else {"last-event-id": place}
        # A comment comes every 15 seconds, so that a longer silence is a break.
        with self.open("/v1/events", None, headers, timeout=60) as answer:
            block: dict[str, str] = {}
            for line in answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    block[name] = value
                elif "id" in block:
                    yield block["id"], json.loads(block["data"]) if "data" in block else None
                    block = {}

    def open(self, path: str, body: object, headers: dict[str, str], timeout: int):
        octets = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, "content-type": "application/json", **headers}
        try:
            request = urllib.request.Request(self.url + path, octets, headers)
            return urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            raise Problem(error) from None


class Problem(Exception):
    """A request that the gateway has refused (RFC 9457). Branch on code; hint says what to do."""

    def __init__(self, error: urllib.error.HTTPError) -> None:
        try:
            said = json.load(error)
        except ValueError:  # A proxy in between speaks no JSON.
            said = {}
        self.status, self.code = error.code, said.get("code", "")
        lines = [f"{error.code} {self.code}: {said.get('title', '')}. {said.get('hint', '')}"]
        for at in said.get("issues", []):
            lines.append(f"  {at.get('pointer', '')} {at.get('fix', at.get('sentence', ''))}")
        super().__init__("\n".join(lines))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    try:
        main(*sys.argv[1:])
    except Problem as problem:
        raise SystemExit(str(problem))
