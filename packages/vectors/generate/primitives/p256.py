"""P-256 (FIPS 186-5, SEC 1): ECDSA with the nonce of RFC 6979, and ECDH. Not constant in time:
made for test keys, never for others."""

import hashlib
import hmac

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
INFINITY = (1, 1, 0)


def is_on_curve(point: tuple[int, int]) -> bool:
    x, y = point
    return (y * y - x * x * x + 3 * x - B) % P == 0


def double(point: tuple) -> tuple:
    """In Jacobian coordinates, for a = -3."""
    x, y, z = point
    if z == 0 or y == 0:
        return INFINITY
    delta, gamma = z * z % P, y * y % P
    beta, alpha = x * gamma % P, 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    z3 = ((y + z) ** 2 - gamma - delta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, z3


def add(a: tuple, b: tuple) -> tuple:
    if a[2] == 0:
        return b
    if b[2] == 0:
        return a
    za, zb = a[2] * a[2] % P, b[2] * b[2] % P
    u1, u2 = a[0] * zb % P, b[0] * za % P
    s1, s2 = a[1] * zb * b[2] % P, b[1] * za * a[2] % P
    if u1 == u2:
        return double(a) if s1 == s2 else INFINITY
    h, r = u2 - u1, s2 - s1
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, h * a[2] * b[2] % P


def multiply(scalar: int, point: tuple[int, int] = G) -> tuple[int, int]:
    if not is_on_curve(point):
        raise ValueError("not a point of P-256")
    total, base = INFINITY, (*point, 1)
    for bit in bin(scalar)[2:]:
        total = double(total)
        total = add(total, base) if bit == "1" else total
    x, y, z = total
    if z == 0:
        raise ValueError("the point at infinity")
    inverse = pow(z, -1, P)
    return x * inverse**2 % P, y * inverse**3 % P


def shared_secret(private: int, public: tuple[int, int]) -> bytes:
    return multiply(private, public)[0].to_bytes(32, "big")


def nonce(private: int, hashed: bytes) -> int:
    """RFC 6979, Section 3.2, for SHA-256."""
    reduced = int.from_bytes(hashed, "big") % N
    seed = private.to_bytes(32, "big") + reduced.to_bytes(32, "big")
    value, key = b"\1" * 32, bytes(32)
    for step in (b"\0", b"\1"):
        key = hmac.digest(key, value + step + seed, "sha256")
        value = hmac.digest(key, value, "sha256")
    while True:
        value = hmac.digest(key, value, "sha256")
        candidate = int.from_bytes(value, "big")
        if 1 <= candidate < N:
            return candidate
        key = hmac.digest(key, value + b"\0", "sha256")
        value = hmac.digest(key, value, "sha256")


def sign(private: int, message: bytes) -> bytes:
    """r and s, 32 octets each, as RFC 7518, Section 3.4 has them."""
    hashed = hashlib.sha256(message).digest()
    k = nonce(private, hashed)
    r = multiply(k)[0] % N
    s = pow(k, -1, N) * (int.from_bytes(hashed, "big") + r * private) % N
    if r == 0 or s == 0:
        raise ValueError("another nonce is needed")
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
