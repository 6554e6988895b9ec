/**
 * Turns an ECDSA signature over P-256 from JOSE form, r and s of 32 octets each, into the DER that
 * OpenSSL reads.
 *
 * `node:crypto` converts by itself if told `dsaEncoding`, but only beside the key in an object,
 * and looking into that object costs a third of the verification.
 *
 * @param signature - 64 octets.
 * @see RFC 7518, Section 3.4; RFC 3279, Section 2.2.3
 */
export function ecdsaToDer(signature: Uint8Array): Uint8Array {
  const r = startOf(signature, 0);
  const s = startOf(signature, 32);
  const rLength = 32 - r.at + r.pad;
  const sLength = 64 - s.at + s.pad;
  const der = new Uint8Array(6 + rLength + sLength);
  der[0] = SEQUENCE;
  // At most 70 octets, so that the short form of the length is enough.
  der[1] = 4 + rLength + sLength;
  der[2] = INTEGER;
  der[3] = rLength;
  der.set(signature.subarray(r.at, 32), 4 + r.pad);
  der[4 + rLength] = INTEGER;
  der[5 + rLength] = sLength;
  der.set(signature.subarray(s.at, 64), 6 + rLength + s.pad);
  return der;
}

/** Where the shortest form of the number begins, and whether it needs a zero to be positive. */
function startOf(signature: Uint8Array, start: number): { at: number; pad: number } {
  let at = start;
  while (at < start + 31 && signature[at] === 0) at++;
  return { at, pad: (signature[at] ?? 0) >= 0x80 ? 1 : 0 };
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
