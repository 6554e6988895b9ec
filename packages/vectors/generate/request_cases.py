"""The cases of requests (docs/spec/transport.md), each about one thing."""

from signed_request import Request, content_digest, good, header, put, refused, seconds_off
from world import KEYS, OTHER

INVALID = "TRUST_REQUEST_SIGNATURE_INVALID"
TIME = "TRUST_REQUEST_TIME_WRONG"


@good("post", "A request with a body.")
def post(_: Request) -> None:
    pass


@good("es256", "Signed with ES256.")
def es256(request: Request) -> None:
    request.signer = KEYS["ngo-b es256"]


@good("get", "A request without a body.")
def get(request: Request) -> None:
    request.without_body()


@good("empty-body", "A body of no octets.")
def empty_body(request: Request) -> None:
    request.body = ""


@good("other-order", "Components and parameters in another order.")
def other_order(request: Request) -> None:
    request.components.reverse()
    request.after_params = lambda params: dict(reversed(params.items()))


@good("oldest", "Signed just 300 seconds ago.")
def oldest(request: Request) -> None:
    seconds_off(request, -300)


@good("newest", "Signed 300 seconds ahead of the receiver's clock.")
def newest(request: Request) -> None:
    seconds_off(request, 300)


@refused("stale", "Signed 301 seconds ago.", TIME)
def stale(request: Request) -> None:
    seconds_off(request, -301)


@refused("future", "Signed 301 seconds ahead of the receiver's clock.", TIME)
def future(request: Request) -> None:
    seconds_off(request, 301)


# Whose key it is.


@refused("agency-unknown", "The agency is not in the registry.", "TRUST_AGENCY_UNKNOWN")
def agency_unknown(request: Request) -> None:
    request.agency = "https://ngo-x.test"


@refused("key-of-another", "Signed with a key of another agency.", "TRUST_KEY_UNKNOWN")
def key_of_another(request: Request) -> None:
    request.signer = KEYS["ngo-d"]


@refused("key-of-another-named", "It names its own key, and another agency's was used.", INVALID)
def key_of_another_named(request: Request) -> None:
    request.sign = KEYS["ngo-d"].sign


@refused("agency-of-another", "It names another agency beside its own key.", "TRUST_KEY_UNKNOWN")
def agency_of_another(request: Request) -> None:
    request.agency = OTHER


@refused("retired", "Signed with a key that was retired before.", "TRUST_KEY_NOT_IN_FORCE")
def retired(request: Request) -> None:
    request.signer = KEYS["ngo-b retired"]


@refused("not-yet", "Signed with a key that is not in force yet.", "TRUST_KEY_NOT_IN_FORCE")
def not_yet(request: Request) -> None:
    request.signer = KEYS["ngo-b later"]


@refused("compromised", "Signed with a stolen key.", "TRUST_KEY_COMPROMISED")
def compromised(request: Request) -> None:
    request.signer = KEYS["ngo-b compromised"]


# What was changed afterwards.


@refused("other-method", "Sent with another method.", INVALID)
def other_method(request: Request) -> None:
    request.after_signing = lambda given: given.update(method="PUT")


@refused("other-path", "Sent to another route.", INVALID)
def other_path(request: Request) -> None:
    request.after_signing = lambda given: given.update(
        target="https://gateway.ngo-c.test/spp/receipts"
    )


@refused("other-host", "Signed for another gateway.", INVALID)
def other_host(request: Request) -> None:
    request.after_signing = lambda given: given.update(
        target="https://gateway.ngo-d.test/spp/inbox"
    )


@refused("query", "A query was added.", INVALID)
def query(request: Request) -> None:
    request.after_signing = lambda given: given.update(target=f"{given['target']}?x=1")


@refused("other-type", "Sent as another media type.", INVALID)
def other_type(request: Request) -> None:
    request.after_signing = lambda given: put(given, "content-type", "application/jwt")


@refused("other-length", "Sent with another length.", INVALID)
def other_length(request: Request) -> None:
    request.after_signing = lambda given: put(given, "content-length", "7")


@refused("other-digest", "The digest was changed with the body.", INVALID)
def other_digest(request: Request) -> None:
    def change(given: dict) -> None:
        given["body"] = given["body"].replace("The", "Let")
        put(given, "content-digest", content_digest(given["body"].encode()))

    request.after_signing = change


@refused("other-time", "The time was changed afterwards.", INVALID)
def other_time(request: Request) -> None:
    def change(given: dict) -> None:
        signed = int(request.signed.timestamp())
        value = header(given, "signature-input")[1]
        put(given, "signature-input", value.replace(str(signed), str(signed + 1)))

    request.after_signing = change


@refused("short", "The signature has 63 octets.", INVALID)
def short(request: Request) -> None:
    signer = request.signer
    request.sign = lambda base: signer.sign(base)[:63]


@refused("other-body", "The body was changed, and nothing else.", "TRUST_REQUEST_BODY_DIFFERS")
def other_body(request: Request) -> None:
    request.after_signing = lambda given: given.update(body=given["body"].replace("The", "Let"))
