"""AES-256 in Galois/Counter Mode (FIPS 197, NIST SP 800-38D), encryption alone."""


def seal(key: bytes, iv: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Ciphertext and tag of 16 octets, for an IV of 12."""
    if len(key) != 32 or len(iv) != 12:
        raise ValueError("a key of 32 octets and an IV of 12")
    words = expanded(key)
    octets = bytearray()
    for count in range(-(-len(plaintext) // 16)):
        octets += encrypted(words, iv + (count + 2).to_bytes(4, "big"))
    ciphertext = bytes(a ^ b for a, b in zip(plaintext, octets))
    lengths = (8 * len(aad)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    hashed = ghash(encrypted(words, bytes(16)), padded(aad) + padded(ciphertext) + lengths)
    mask = encrypted(words, iv + b"\0\0\0\1")
    return ciphertext, bytes(a ^ b for a, b in zip(hashed, mask))


def padded(octets: bytes) -> bytes:
    return octets + bytes(-len(octets) % 16)


def ghash(key: bytes, octets: bytes) -> bytes:
    """Multiplies by the key octet by octet, with what each octet gives worked out before."""
    tables = [[0] * 256 for _ in range(16)]
    power = int.from_bytes(key, "big")
    for table in tables:
        for bit in range(7, -1, -1):
            table[1 << bit] = power
            power = power >> 1 ^ (0xE1 << 120 if power & 1 else 0)
        for value in range(1, 256):
            low = value & -value
            table[value] = table[low] ^ table[value ^ low] if value != low else table[value]
    total = 0
    for start in range(0, len(octets), 16):
        mixed = (total ^ int.from_bytes(octets[start : start + 16], "big")).to_bytes(16, "big")
        total = 0
        for table, octet in zip(tables, mixed):
            total ^= table[octet]
    return total.to_bytes(16, "big")


def expanded(key: bytes) -> list[int]:
    words = [int.from_bytes(key[i : i + 4], "big") for i in range(0, 32, 4)]
    constant = 1
    for index in range(8, 60):
        word = words[-1]
        if index % 8 == 0:
            word = substituted((word << 8 | word >> 24) & 0xFFFFFFFF) ^ constant << 24
            constant = timed(constant, 2)
        elif index % 8 == 4:
            word = substituted(word)
        words.append(words[index - 8] ^ word)
    return words


def substituted(word: int) -> int:
    return int.from_bytes(bytes(BOX[octet] for octet in word.to_bytes(4, "big")), "big")


def encrypted(words: list[int], block: bytes) -> bytes:
    a, b, c, d = (int.from_bytes(block[4 * i : 4 * i + 4], "big") ^ words[i] for i in range(4))
    for i in range(4, 56, 4):
        a, b, c, d = (
            T0[a >> 24] ^ T1[b >> 16 & 255] ^ T2[c >> 8 & 255] ^ T3[d & 255] ^ words[i],
            T0[b >> 24] ^ T1[c >> 16 & 255] ^ T2[d >> 8 & 255] ^ T3[a & 255] ^ words[i + 1],
            T0[c >> 24] ^ T1[d >> 16 & 255] ^ T2[a >> 8 & 255] ^ T3[b & 255] ^ words[i + 2],
            T0[d >> 24] ^ T1[a >> 16 & 255] ^ T2[b >> 8 & 255] ^ T3[c & 255] ^ words[i + 3],
        )
    octets = bytearray()
    for i, (p, q, r, s) in enumerate(((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c))):
        last = (BOX[p >> 24], BOX[q >> 16 & 255], BOX[r >> 8 & 255], BOX[s & 255])
        octets += (int.from_bytes(bytes(last), "big") ^ words[56 + i]).to_bytes(4, "big")
    return bytes(octets)


def timed(a: int, b: int) -> int:
    """The product in the field of AES."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def box() -> list[int]:
    """The substitution box: the inverse in the field, then an affine map."""
    inverse = [0] * 256
    for a in range(1, 256):
        if inverse[a] == 0:
            b = next(b for b in range(1, 256) if timed(a, b) == 1)
            inverse[a], inverse[b] = b, a
    turned = [[(i << n | i >> 8 - n) & 255 for i in inverse] for n in range(5)]
    return [a ^ b ^ c ^ d ^ e ^ 0x63 for a, b, c, d, e in zip(*turned)]


BOX = box()
T0 = [timed(s, 2) << 24 | s << 16 | s << 8 | timed(s, 3) for s in BOX]
T1 = [word >> 8 | (word & 255) << 24 for word in T0]
T2 = [word >> 8 | (word & 255) << 24 for word in T1]
T3 = [word >> 8 | (word & 255) << 24 for word in T2]
