import { decodeBase64url } from "@safepassage/core";

/**
 * Whether two coordinates are a point of P-256. They are public, so timing gives nothing away.
 *
 * @param point - Coordinates in base64url, 32 octets each.
 * @see SEC 1, Section 3.2.2.1; FIPS 186-5 and SP 800-186, Section 3.2.1.3
 */
export function isOnP256(point: { readonly x: string; readonly y: string }): boolean {
  const x = numberOf(point.x);
  const y = numberOf(point.y);
  // A coordinate that is too large would be a second way to write a key.
  return x < P && y < P && (y * y - (x * x * x - 3n * x + B)) % P === 0n;
}

function numberOf(text: string): bigint {
  return decodeBase64url(text).reduce((number, octet) => (number << 8n) | BigInt(octet), 0n);
}

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
