"""Test keys as JWK (docs/spec/trust.md#keys), and what they sign. They protect nothing."""

from octets import canonical, decode, digest, drawn, encode
from primitives import ed25519, p256, x25519


class Key:
    """A key pair that follows from its name alone."""

    def __init__(self, name: str, crv: str, use: str) -> None:
        self.secret = drawn(32, "key", name)
        public = {"crv": crv}
        if crv == "P-256":
            self.number = int.from_bytes(self.secret, "big") % (p256.N - 1) + 1
            self.secret = self.number.to_bytes(32, "big")
            x, y = (encode(one.to_bytes(32, "big")) for one in p256.multiply(self.number))
            public |= {"kty": "EC", "x": x, "y": y}
        elif crv == "Ed25519":
            public |= {"kty": "OKP", "x": encode(ed25519.public_key(self.secret))}
        else:
            public |= {"kty": "OKP", "x": encode(x25519.multiply(self.secret))}
        self.alg = "ECDH-ES" if use == "enc" else "ES256" if crv == "P-256" else "Ed25519"
        # The members of RFC 7638 are just those of the public key.
        self.kid = digest(canonical(public))
        self.epk = public
        self.public = {**public, "use": use, "alg": self.alg, "kid": self.kid}
        self.private = {**self.public, "d": encode(self.secret)}

    def sign(self, message: bytes) -> bytes:
        if self.alg == "ES256":
            return p256.sign(self.number, message)
        return ed25519.sign(self.secret, message)

    def agree(self, public: dict) -> bytes:
        """The secret that both halves of two keys of one curve give."""
        if public["crv"] == "X25519":
            return x25519.multiply(self.secret, decode(public["x"]))
        point = tuple(int.from_bytes(decode(public[name]), "big") for name in "xy")
        return p256.shared_secret(self.number, point)


def compact_jws(key: Key, header: dict, payload: str, write=canonical) -> str:
    signed = f"{encode(write(header).encode())}.{encode(payload.encode())}"
    return f"{signed}.{encode(key.sign(signed.encode()))}"


def general_jws(keys: list[Key], typ: str, payload: str) -> str:
    """One payload with a signature by each key (docs/spec/trust.md#several-signatures)."""
    signatures = []
    for key in keys:
        jws = compact_jws(key, {"alg": key.alg, "kid": key.kid, "typ": typ}, payload)
        protected, _, signature = jws.split(".")
        signatures.append({"protected": protected, "signature": signature})
    return canonical({"payload": encode(payload.encode()), "signatures": signatures})
