"""Checks signatures and sealed objects of packages/trust with other implementations of JOSE.

    python3 tools/check-independent.py

Needs jwcrypto (Debian: python3-jwcrypto) and `node` of the workspace on the path, which
`npx -y pnpm@12 independent` sees to; Debian's `jose` is asked too where it is there. No test
requires any of it.

Both ways: what this project signs and seals is verified and opened by the others, and what they
sign and seal by this project. jwcrypto knows Ed25519 as EdDSA only, so there its key verifies over
the signing input, which is made here anew from RFC 7515, Section 5.1.
"""

import base64
import json
import pathlib
import shutil
import subprocess
import tempfile

from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

TRUST = pathlib.Path(__file__).resolve().parent.parent / "packages" / "trust"

SAMPLES = """
import { encodeUtf8, sha256Base64url, signCompactJws } from "@safepassage/core";
import * as trust from "@safepassage/trust";
const text = JSON.stringify({ a: "\\u00e9", n: 1 });
const jws = ["ES256", "Ed25519"].map((alg) => {
  const key = trust.generateSigningKey(alg);
  return { key: { ...key, d: key.d }, jws: signCompactJws(trust.createSigner(key), { typ: "t" }, text) };
});
const jwe = ["P-256", "X25519"].map((crv) => {
  const key = trust.generateEncryptionKey(crv);
  const [apu, apv] = ["https://a.test", "https://b.test"].map(sha256Base64url);
  const header = { typ: "t", cty: "c", kid: key.kid, apu, apv };
  const options = { recipientKey: trust.publicJwk(key), header };
  return { key: { ...key, d: key.d }, header, jwe: trust.sealJwe(encodeUtf8(text), options) };
});
console.log(JSON.stringify({ text, jws, jwe }));
"""

READ = """
import { readFileSync } from "node:fs";
import { decodeBase64urlText, readCompactJws, verifyJws } from "@safepassage/core";
import * as trust from "@safepassage/trust";
const { text, jws, jwe } = JSON.parse(readFileSync(0, "utf8"));
for (const { key, made } of jws) {
  const { d, ...jwk } = key;
  const parts = readCompactJws(made, { typ: "t" });
  verifyJws(trust.createVerifier(trust.parsePublicJwk(jwk)), parts);
  if (decodeBase64urlText(parts.payload) !== text) throw new Error("the payload");
}
for (const { key, made } of jwe) {
  const own = trust.createDecryptionKey(trust.parsePrivateJwk(key));
  const opened = trust.openJwe(trust.readJwe(made), own);
  if (new TextDecoder().decode(opened) !== text) throw new Error("the plaintext");
}
"""


def main() -> None:
    samples = json.loads(node(SAMPLES))
    text = samples["text"]
    for sample in samples["jws"]:
        verify(sample["key"], sample["jws"], text)
        print(f"jwcrypto verifies {sample['key']['alg']}")
    for sample in samples["jwe"]:
        opened = JWE()
        opened.deserialize(sample["jwe"], JWK(**sample["key"]))
        expect(opened.payload == text.encode(), "the plaintext")
        print(f"jwcrypto opens ECDH-ES on {sample['key']['crv']}")

    made = {"text": text, "jws": [], "jwe": []}
    for sample in samples["jws"]:
        made["jws"].append({"key": sample["key"], "made": sign(sample["key"], text)})
    for sample in samples["jwe"]:
        made["jwe"].append({"key": sample["key"], "made": seal(sample, text)})
    node(READ, json.dumps(made))
    print("this project verifies and opens what jwcrypto signed and sealed")

    if shutil.which("jose") is None:
        print("Debian's jose is not here, and was not asked")
        return
    for sample in samples["jws"]:
        if sample["key"]["alg"] == "ES256":
            # It knows no Ed25519.
            ask_jose(["jws", "ver"], sample["key"], sample["jws"], text)
            print("jose verifies ES256")
    for sample in samples["jwe"]:
        if sample["key"]["crv"] == "P-256":
            # It knows no X25519, and reads a key for key agreement without `use` only.
            ask_jose(["jwe", "dec"], sample["key"], sample["jwe"], text)
            print("jose opens ECDH-ES on P-256")


def verify(key: dict, jws: str, text: str) -> None:
    header, payload, signature = jws.split(".")
    said = json.loads(octets(header))
    expect(said["alg"] == key["alg"] and said["kid"] == JWK(**key).thumbprint(), "the header")
    expect(octets(payload) == text.encode(), "the payload")
    if key["alg"] == "Ed25519":
        signed = f"{header}.{payload}".encode()
        JWK(**key).get_op_key("verify").verify(octets(signature), signed)
    else:
        JWS().deserialize(jws, JWK(**key), alg="ES256")


def sign(key: dict, text: str) -> str:
    header = json.dumps({"alg": key["alg"], "kid": key["kid"], "typ": "t"})
    if key["alg"] == "Ed25519":
        signed = f"{base64url(header.encode())}.{base64url(text.encode())}"
        return f"{signed}.{base64url(JWK(**key).get_op_key('sign').sign(signed.encode()))}"
    jws = JWS(text)
    jws.add_signature(JWK(**key), protected=header)
    return jws.serialize(compact=True)


def seal(sample: dict, text: str) -> str:
    header = {"alg": "ECDH-ES", "enc": "A256GCM", **sample["header"]}
    key = {name: value for name, value in sample["key"].items() if name != "d"}
    jwe = JWE(text.encode(), protected=json.dumps(header), recipient=JWK(**key))
    return jwe.serialize(compact=True)


def ask_jose(command: list[str], key: dict, compact: str, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jwk") as file:
        json.dump({name: value for name, value in key.items() if name not in ("use", "alg")}, file)
        file.flush()
        asked = ["jose", *command, "-i", "-", "-k", file.name, "-O-"]
        if command[0] == "jwe":
            asked.remove("-O-")
        answer = subprocess.run(asked, input=compact, check=True, capture_output=True, text=True)
    expect(answer.stdout == text, "what jose read")


def node(program: str, given: str = "") -> str:
    flags = ["--conditions=@safepassage/source", "--input-type=module"]
    command = ["node", *flags, "-e", program]
    done = subprocess.run(
        command, cwd=TRUST, check=True, stdout=subprocess.PIPE, input=given, text=True
    )
    return done.stdout


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def expect(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"{what} is not as it should be")


if __name__ == "__main__":
    main()
