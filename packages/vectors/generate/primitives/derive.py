"""Keys from secrets: HKDF (RFC 5869) and the Concat KDF of JOSE (RFC 7518, Section 4.6.2)."""

import hashlib
import hmac


def hkdf(secret: bytes, salt: bytes, info: bytes, count: int) -> bytes:
    key = hmac.digest(salt or bytes(32), secret, "sha256")
    octets, last = b"", b""
    for index in range(1, -(-count // 32) + 1):
        last = hmac.digest(key, last + info + bytes([index]), "sha256")
        octets += last
    return octets[:count]


def concat_kdf(secret: bytes, algorithm: bytes, apu: bytes, apv: bytes, count: int) -> bytes:
    """One round: at most 32 octets."""
    said = b"".join(len(part).to_bytes(4, "big") + part for part in (algorithm, apu, apv))
    bits = (8 * count).to_bytes(4, "big")
    return hashlib.sha256(b"\0\0\0\1" + secret + said + bits).digest()[:count]
