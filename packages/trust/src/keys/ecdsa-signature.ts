/**
 * Turns an ECDSA signature over P-256 from JOSE form, r and s of 32 octets each, into the DER that
 * OpenSSL reads.
 *
 * `node:crypto` converts by itself if told `dsaEncoding`, but that needs an object around the key,
 * and reading it costs a third of the verification.
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
  // At most 70 octets, so the short form of the length is enough.
  der[1] = 4 + rLength + sLength;
  der[2] = INTEGER;
  der[3] = rLength;
  der.set(signature.subarray(r.at, 32), 4 + r.pad);
  der[4 + rLength] = INTEGER;
  der[5 + rLength] = sLength;
  der.set(signature.subarray(s.at, 64), 6 + rLength + s.pad);
  return der;
}

/**
 * Turns an ECDSA signature over P-256 from the DER that OpenSSL writes into JOSE form.
 *
 * Like {@link ecdsaToDer}, for speed: the platform's own conversion doubles the time of a
 * signature.
 *
 * @param der - As `node:crypto` returned it. Never octets from outside.
 * @returns 64 octets.
 * @throws RangeError for anything else.
 */
export function ecdsaFromDer(der: Uint8Array): Uint8Array {
  const rLength = der[3] ?? 0;
  const sAt = 6 + rLength;
  const isShape =
    der[0] === SEQUENCE &&
    der[1] === der.length - 2 &&
    der[2] === INTEGER &&
    der[sAt - 2] === INTEGER &&
    der[sAt - 1] === der.length - sAt;
  if (!isShape) throw new RangeError("not the DER of an ECDSA signature");
  const signature = new Uint8Array(64);
  setNumber(signature, 32, der.subarray(4, 4 + rLength));
  setNumber(signature, 64, der.subarray(sAt));
  return signature;
}

/** Writes a number so that it ends at `end`, without the zero that makes it positive. */
function setNumber(signature: Uint8Array, end: number, number: Uint8Array): void {
  const octets = number.length === 33 && number[0] === 0 ? number.subarray(1) : number;
  if (octets.length > 32) throw new RangeError("a number is longer than 32 octets");
  signature.set(octets, end - octets.length);
}

/** Where the shortest form of the number begins, and whether it needs a zero to be positive. */
function startOf(signature: Uint8Array, start: number): { at: number; pad: number } {
  let at = start;
  while (at < start + 31 && signature[at] === 0) at++;
  return { at, pad: (signature[at] ?? 0) >= 0x80 ? 1 : 0 };
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
