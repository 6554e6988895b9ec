/**
 * ES256 signatures between the two forms, for the floors.
 *
 * Node's OpenSSL makes and takes DER. A key in an object, with the encoding of JOSE asked for, costs
 * about as much time as the signature itself, so a floor that asked for it could be beaten.
 */
import { Buffer } from "node:buffer";

/** 64 octets, r and s, as a DER signature. */
export function derSignature(jose: Buffer): Buffer {
  const der = Buffer.allocUnsafe(72);
  der[0] = 0x30;
  let end = 2;
  for (const start of [0, 32]) {
    let at = start;
    while (at < start + 31 && jose.readUInt8(at) === 0) at++;
    const pad = jose.readUInt8(at) >> 7;
    der[end] = 2;
    der[end + 1] = start + 32 - at + pad;
    der[end + 2] = 0;
    jose.copy(der, end + 2 + pad, at, start + 32);
    end += 2 + pad + start + 32 - at;
  }
  der[1] = end - 2;
  return der.subarray(0, end);
}

/** A DER signature as 64 octets, r and s. */
export function joseSignature(der: Buffer): Buffer {
  const signature = Buffer.alloc(64);
  const rEnd = 4 + der.readUInt8(3);
  const r = der.subarray(4, rEnd).subarray(-32);
  const s = der.subarray(rEnd + 2).subarray(-32);
  r.copy(signature, 32 - r.length);
  s.copy(signature, 64 - s.length);
  return signature;
}
