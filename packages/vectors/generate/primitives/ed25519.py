"""Ed25519 (RFC 8032, Section 5.1). Not constant in time: made for test keys, never for others."""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Y = 4 * pow(5, -1, P) % P


def recovered_x(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P:
        raise ValueError("not a point of edwards25519")
    return P - x if x & 1 != sign else x


def add(a: tuple, b: tuple) -> tuple:
    """In extended coordinates; complete, so it doubles too."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int) -> tuple:
    total, point = (0, 1, 1, 0), BASE
    while scalar:
        total = add(total, point) if scalar & 1 else total
        point, scalar = add(point, point), scalar >> 1
    return total


def encoded(point: tuple) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def expanded(private: bytes) -> tuple[int, bytes]:
    octets = hashlib.sha512(private).digest()
    scalar = int.from_bytes(octets[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return scalar, octets[32:]


def public_key(private: bytes) -> bytes:
    return encoded(multiply(expanded(private)[0]))


def number(*octets: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(octets)).digest(), "little") % L


def sign(private: bytes, message: bytes) -> bytes:
    scalar, prefix = expanded(private)
    public = encoded(multiply(scalar))
    r = number(prefix, message)
    point = encoded(multiply(r))
    s = (r + number(point, public, message) * scalar) % L
    return point + s.to_bytes(32, "little")


X = recovered_x(Y, 0)
BASE = (X, Y, 1, X * Y % P)
