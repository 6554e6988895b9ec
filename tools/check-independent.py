"""Checks signatures and sealed objects of packages/trust with another implementation.

Needs Python with `cryptography` and the Node that the workspace installs; no test requires it:

    PATH="$PWD/node_modules/.bin:$PATH" python3 tools/check-independent.py

Everything but the primitives is written here from the RFCs: thumbprints, the signing input, the
form of signatures, the Concat KDF and what the tag covers.
"""

import base64
import hashlib
import json
import pathlib
import subprocess
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TRUST = pathlib.Path(__file__).resolve().parent.parent / "packages" / "trust"

SAMPLES = """
import { encodeUtf8, sha256Base64url, signCompactJws } from "@safepassage/core";
import * as trust from "@safepassage/trust";
const text = JSON.stringify({ a: "\\u00e9", n: 1 });
const jws = ["ES256", "Ed25519"].map((alg) => {
  const key = trust.generateSigningKey(alg);
  return { key: trust.publicJwk(key), jws: signCompactJws(trust.createSigner(key), {}, text) };
});
const jwe = ["P-256", "X25519"].map((crv) => {
  const key = trust.generateEncryptionKey(crv);
  const [apu, apv] = ["https://a.test", "https://b.test"].map(sha256Base64url);
  const header = { typ: "t", cty: "c", kid: key.kid, apu, apv };
  const options = { recipientKey: trust.publicJwk(key), header };
  return { key, jwe: trust.sealJwe(encodeUtf8(text), options) };
});
console.log(JSON.stringify({ text, jws, jwe }));
"""


def main() -> None:
    flags = ["--conditions=@safepassage/source", "--input-type=module"]
    made = subprocess.run(
        ["node", *flags, "-e", SAMPLES], cwd=TRUST, check=True, capture_output=True, text=True
    )
    samples = json.loads(made.stdout)
    for sample in samples["jws"]:
        key = sample["key"]
        verify(key, sample["jws"], samples["text"])
        print(f"verified {key['alg']}")
    for sample in samples["jwe"]:
        key = sample["key"]
        expect(open_jwe(key, sample["jwe"]) == samples["text"].encode(), "the text is another")
        print(f"opened ECDH-ES on {key['crv']}")


def verify(key: dict, jws: str, text: str) -> None:
    header, payload, signature = jws.split(".")
    expect(json.loads(octets(header)) == {"alg": key["alg"], "kid": thumbprint(key)}, "the header")
    expect(octets(payload) == text.encode(), "the payload")
    signed = f"{header}.{payload}".encode()
    if key["alg"] == "Ed25519":
        ed25519.Ed25519PublicKey.from_public_bytes(octets(key["x"])).verify(octets(signature), signed)
        return
    r, s = (int.from_bytes(half, "big") for half in halves(octets(signature)))
    der = utils.encode_dss_signature(r, s)
    point(key).public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))


def open_jwe(key: dict, jwe: str) -> bytes:
    aad, empty, iv, ciphertext, tag = jwe.split(".")
    header = json.loads(octets(aad))
    expect(empty == "" and header["kid"] == thumbprint(key), "the name of the key")
    if key["crv"] == "X25519":
        private = x25519.X25519PrivateKey.from_private_bytes(octets(key["d"]))
        epk = x25519.X25519PublicKey.from_public_bytes(octets(header["epk"]["x"]))
        secret = private.exchange(epk)
    else:
        number = int.from_bytes(octets(key["d"]), "big")
        secret = ec.derive_private_key(number, ec.SECP256R1()).exchange(
            ec.ECDH(), point(header["epk"]).public_key()
        )
    # RFC 7518, Section 4.6.2.
    info = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (header["enc"].encode(), octets(header["apu"]), octets(header["apv"]))
    )
    derived = hashlib.sha256(b"\0\0\0\1" + secret + info + (256).to_bytes(4, "big")).digest()
    return AESGCM(derived).decrypt(octets(iv), octets(ciphertext) + octets(tag), aad.encode())


def thumbprint(key: dict) -> str:
    names = ("crv", "kty", "x", "y") if key["kty"] == "EC" else ("crv", "kty", "x")
    text = json.dumps({name: key[name] for name in names}, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def point(key: dict) -> ec.EllipticCurvePublicNumbers:
    x, y = (int.from_bytes(octets(key[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1())


def halves(signature: bytes) -> tuple[bytes, bytes]:
    expect(len(signature) == 64, "the length of a signature")
    return signature[:32], signature[32:]


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def expect(true: bool, what: str) -> None:
    if not true:
        sys.exit(f"wrong: {what}")


main()
