"""Holds the primitives against answers that others have published."""

from octets import decode
from places import DATA, read_json
from primitives import aes_gcm, derive, ed25519, p256, x25519


def octets(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


def number(text: str) -> int:
    return int.from_bytes(decode(text), "big")


def answers():
    """What was computed and what was published, with the source."""
    private = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    public = (
        0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
        0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
    )
    yield "RFC 6979, A.2.5", p256.multiply(private), public
    yield (
        "RFC 6979, A.2.5, sample",
        p256.sign(private, b"sample"),
        octets("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716")
        + octets("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"),
    )
    yield (
        "RFC 6979, A.2.5, test",
        p256.sign(private, b"test"),
        octets("F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367")
        + octets("019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"),
    )
    yield (
        "RFC 7748, 5.2, the first",
        x25519.multiply(
            octets("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
            octets("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
        ),
        octets("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"),
    )
    yield (
        "RFC 7748, 5.2, iterated once",
        x25519.multiply(x25519.BASE, x25519.BASE),
        octets("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"),
    )
    published = read_json(DATA / "keys" / "rfc.json")
    ed, kdf = published["ed25519"], published["concatKdf"]
    secret = decode(ed["jwk"]["d"])
    yield "RFC 8037, A.1", ed25519.public_key(secret), decode(ed["jwk"]["x"])
    signed = ed25519.sign(secret, ed["signingInput"].encode())
    yield "RFC 8037, A.4", signed, decode(ed["signature"])
    context = (kdf["algorithm"].encode(), octets(kdf["apu"]), octets(kdf["apv"]))
    ours = number("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo")
    theirs = (
        number("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
        number("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"),
    )
    agreed = p256.shared_secret(ours, theirs)
    yield "RFC 7518, C, secret", agreed, octets(kdf["secret"])
    derived = derive.concat_kdf(octets(kdf["secret"]), *context, kdf["octets"])
    yield "RFC 7518, C", derived, octets(kdf["key"])
    yield (
        "RFC 5869, A.1",
        derive.hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42),
        octets(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
    )
    yield (
        "McGrew and Viega, GCM, case 14",
        aes_gcm.seal(bytes(32), bytes(12), bytes(16), b""),
        (octets("cea7403d4d606b6e074ec5d3baf39d18"), octets("d0d1c8a799996bf0265b98b5d48ab919")),
    )
    yield (
        "McGrew and Viega, GCM, case 16",
        aes_gcm.seal(
            octets("feffe9928665731c6d6a8f9467308308" * 2),
            octets("cafebabefacedbaddecaf888"),
            octets(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
            ),
            octets("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        ),
        (
            octets(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            ),
            octets("76fc6ece0f4e1768cddf8853bb2d551b"),
        ),
    )


def require_known_answers() -> None:
    for source, computed, expected in answers():
        if computed != expected:
            raise AssertionError(f"not the answer of {source}")
