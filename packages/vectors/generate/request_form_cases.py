"""The cases of requests whose signature is not of the form (docs/spec/transport.md#signature)."""

from signed_request import Request, content_digest, drop, header, refused, repeat

MALFORMED = "TRUST_REQUEST_SIGNATURE_MALFORMED"
COVERAGE = "TRUST_REQUEST_COVERAGE_WRONG"


# What the headers are.


@refused("no-signature", "The signature is left out, and its input is there.", MALFORMED)
def no_signature(request: Request) -> None:
    request.after_signing = lambda given: drop(given, "signature")


@refused("no-input", "The input is left out, and the signature is there.", MALFORMED)
def no_input(request: Request) -> None:
    request.after_signing = lambda given: drop(given, "signature-input")


@refused("other-label", "Another label.", MALFORMED)
def other_label(request: Request) -> None:
    request.label = "sig1"


@refused("two-labels", "A second signature under another label.", MALFORMED)
def two_labels(request: Request) -> None:
    def add(given: dict) -> None:
        for name in ("signature-input", "signature"):
            value = header(given, name)[1]
            header(given, name)[1] = f"{value}, {value.replace('spp', 'proxy', 1)}"

    request.after_signing = add


@refused("label-twice", "The label twice in one header; the last is the good one.", MALFORMED)
def label_twice(request: Request) -> None:
    def add(given: dict) -> None:
        value = header(given, "signature")[1]
        header(given, "signature")[1] = f"spp=:AAAA:, {value}"

    request.after_signing = add


@refused("input-twice", "The header Signature-Input twice.", MALFORMED)
def input_twice(request: Request) -> None:
    request.after_signing = lambda given: repeat(given, "signature-input")


@refused("signature-twice", "The header Signature twice.", MALFORMED)
def signature_twice(request: Request) -> None:
    request.after_signing = lambda given: repeat(given, "signature")


@refused("white-space", "A space after a semicolon, which a lax reader would skip.", MALFORMED)
def white_space(request: Request) -> None:
    request.written = lambda params: "".join(f"; {k}={v}" for k, v in params.items())


@refused("base64", "Left-over bits of the signature's base64 are not zero.", MALFORMED)
def left_over_bits(request: Request) -> None:
    def change(given: dict) -> None:
        value = header(given, "signature")[1]
        last = value[-4]
        header(given, "signature")[1] = value[:-4] + chr(ord(last) + 1) + "==:"

    request.after_signing = change


@refused("no-dictionary", "A header that is no structured field.", MALFORMED)
def no_dictionary(request: Request) -> None:
    def change(given: dict) -> None:
        header(given, "signature")[1] += ";"

    request.after_signing = change


@refused("signature-as-text", "The signature is a text and not octets.", MALFORMED)
def signature_as_text(request: Request) -> None:
    def change(given: dict) -> None:
        value = header(given, "signature")[1]
        header(given, "signature")[1] = value.replace(":", '"')

    request.after_signing = change


@refused("signature-with-parameter", "The signature has a parameter.", MALFORMED)
def signature_with_parameter(request: Request) -> None:
    def change(given: dict) -> None:
        header(given, "signature")[1] += ";alg=1"

    request.after_signing = change


# The parameters.


@refused("parameter-more", "A parameter that this protocol does not have.", MALFORMED)
def parameter_more(request: Request) -> None:
    request.params["nonce"] = '"x"'


@refused("parameter-twice", "A parameter twice; the last is the right one.", MALFORMED)
def parameter_twice(request: Request) -> None:
    written = request.written
    request.written = lambda params: f";tag=\"x\"{written(params)}"


@refused("no-created", "It does not say when it was made.", MALFORMED)
def no_created(request: Request) -> None:
    request.params["created"] = ""


@refused("fraction", "A time with a fraction.", MALFORMED)
def fraction(request: Request) -> None:
    request.after_params = lambda params: {**params, "created": params["created"] + ".5"}


@refused("no-tag", "It does not say what it is for.", MALFORMED)
def no_tag(request: Request) -> None:
    request.params["tag"] = ""


@refused("other-tag", "Made for another use.", MALFORMED)
def other_tag(request: Request) -> None:
    request.params["tag"] = '"web-bot-auth"'


@refused("no-agency", "The name of the key does not name its agency.", MALFORMED)
def no_agency(request: Request) -> None:
    request.params["keyid"] = f'"{request.signer.kid}"'


@refused("key-twice", "The name of the key goes on after the key.", MALFORMED)
def key_twice(request: Request) -> None:
    request.params["keyid"] = f'"{request.agency}#{request.signer.kid}#x"'


@refused(
    "other-algorithm",
    "It names another algorithm than its key is for.",
    "TRUST_REQUEST_ALGORITHM_WRONG",
)
def other_algorithm(request: Request) -> None:
    request.params["alg"] = '"ecdsa-p256-sha256"'


# What is covered.


@refused("digest-not-covered", "The digest of the body is not covered.", COVERAGE)
def digest_not_covered(request: Request) -> None:
    request.components.remove("content-digest")


@refused("type-not-covered", "The media type is not covered.", COVERAGE)
def type_not_covered(request: Request) -> None:
    request.components.remove("content-type")


@refused("target-not-covered", "The address is not covered.", COVERAGE)
def target_not_covered(request: Request) -> None:
    request.components.remove("@target-uri")


@refused("component-more", "A header more is covered.", COVERAGE)
def component_more(request: Request) -> None:
    request.headers["date"] = "Tue, 24 Nov 2026 09:02:00 GMT"
    request.components.append("date")


@refused("component-twice", "A component twice.", COVERAGE)
def component_twice(request: Request) -> None:
    request.components.append("@method")


@refused("component-parameter", "A component with a parameter, which changes its meaning.", COVERAGE)
def component_parameter(request: Request) -> None:
    request.item = lambda one: f'"{one}"' + (";tr" if one == "content-type" else "")


@refused("body-of-get", "A GET, which has none, comes with a body and covers it.", COVERAGE)
def body_of_get(request: Request) -> None:
    request.method = "GET"


@refused("covered-and-absent", "A header that is covered is not there.", COVERAGE)
def covered_and_absent(request: Request) -> None:
    request.after_signing = lambda given: drop(given, "content-type")


@refused("not-ascii", "A header that is covered has a sign beyond ASCII.", MALFORMED)
def not_ascii(request: Request) -> None:
    request.headers["content-type"] = "application/jos\u00e9"


@refused("long-type", "A header that is covered has 257 characters.", MALFORMED)
def long_type(request: Request) -> None:
    request.headers["content-type"] = "application/jose".ljust(257, "e")


@refused("sha-512", "A digest by another algorithm.", MALFORMED)
def sha_512(request: Request) -> None:
    request.headers["content-digest"] = content_digest((request.body or "").encode(), "sha-512")


@refused("two-digests", "A second digest by another algorithm.", MALFORMED)
def two_digests(request: Request) -> None:
    octets = (request.body or "").encode()
    both = [content_digest(octets), content_digest(octets, "sha-512")]
    request.headers["content-digest"] = ", ".join(both)
