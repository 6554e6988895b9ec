import { decodeBase64url, ProtocolError, sha256Base64url } from "@safepassage/core";
import { checkedAs, described } from "@safepassage/schema/form";
import * as z from "zod";
import { notAcceptable, refuseKey, type TrustError } from "../trust-error.ts";

/** 32 octets as canonical base64url: of the last character, two bits are left over. */
export const OCTETS_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
export const Octets32 = z.string().regex(OCTETS_32);

const signing = { kid: Octets32, use: z.literal("sig") };
const sealing = { kid: Octets32, use: z.literal("enc"), alg: z.literal("ECDH-ES") };
const p256 = { kty: z.literal("EC"), crv: z.literal("P-256"), x: Octets32, y: Octets32 };
const ed25519 = { kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: Octets32 };
const x25519 = { kty: z.literal("OKP"), crv: z.literal("X25519"), x: Octets32 };
const d = Octets32;

const SigningP256 = z.strictObject({ ...p256, ...signing, alg: z.literal("ES256") });
const SigningEd25519 = z.strictObject({ ...ed25519, ...signing, alg: z.literal("Ed25519") });

const Public = z.discriminatedUnion("crv", [
  z.discriminatedUnion("use", [SigningP256, z.strictObject({ ...p256, ...sealing })]),
  SigningEd25519,
  z.strictObject({ ...x25519, ...sealing }),
]);

/**
 * The members of a private key. Only `parsePrivateJwk` says whether both halves belong together.
 */
export const Private = z.discriminatedUnion("crv", [
  z.discriminatedUnion("use", [
    SigningP256.extend({ d }),
    z.strictObject({ ...p256, ...sealing, d }),
  ]),
  SigningEd25519.extend({ d }),
  z.strictObject({ ...x25519, ...sealing, d }),
]);

/** A public key as it travels: P-256, Ed25519 or X25519, with `kid`, `use` and `alg`. */
export type PublicJwk = Readonly<z.infer<typeof Public>>;

/**
 * A private key. `JSON.stringify` shows its secret, since that is how it is stored. `console.log`
 * and `util.inspect` hide it.
 */
export type PrivateJwk = Readonly<z.infer<typeof Private>>;

/** A public key that verifies signatures. */
export type VerificationJwk = Extract<PublicJwk, { readonly use: "sig" }>;

/**
 * Reads a public key: no member beyond those of its type, `kid` its thumbprint, a valid point.
 *
 * @throws {@link TrustError} `TRUST_KEY_INVALID`.
 * @see RFC 7517, Section 4; RFC 8037, Section 2
 */
export function parsePublicJwk(input: unknown): PublicJwk {
  const result = Public.safeParse(input);
  if (!result.success) throw invalidKey(result.error);
  requireSound(result.data);
  requireLargeOrder(result.data);
  return result.data;
}

/** The zod type of a public key for signatures, which {@link parsePublicJwk} reads. */
export function signingJwkSchema(says: string): z.ZodType<VerificationJwk> {
  // A registry signs its keys as they were written: a copy may have its members in another order.
  const schema = z.custom<VerificationJwk>(isSigningKey);
  const as = z.discriminatedUnion("crv", [SigningP256, SigningEd25519]);
  return checkedAs(described(schema, says), as);
}

function isSigningKey(input: unknown): boolean {
  try {
    return parsePublicJwk(input).use === "sig";
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    // The issue names the place; why the key is bad can be asked of parsePublicJwk.
    return false;
  }
}

/** The public half: everything but `d`. */
export function publicJwk(jwk: PrivateJwk | PublicJwk): PublicJwk {
  if (!("d" in jwk)) return jwk;
  const { d: _, ...rest } = jwk;
  return rest;
}

/**
 * SHA-256 over the required members of a key; base64url, 43 characters.
 *
 * @see RFC 7638, Section 3; RFC 8037, Section 2
 */
export function thumbprint(jwk: Pick<PublicJwk, "kty" | "crv" | "x"> & { y?: string }): string {
  const { crv, kty, x, y } = jwk;
  // In the order of names that the RFC asks for.
  return sha256Base64url(JSON.stringify(kty === "EC" ? { crv, kty, x, y } : { crv, kty, x }));
}

/** Keeps the secret of a private key out of logs; storing and copying are not affected. */
export function hideSecret(jwk: PrivateJwk): PrivateJwk {
  return Object.defineProperty({ ...jwk }, Symbol.for("nodejs.util.inspect.custom"), {
    value: () => `PrivateJwk { crv: '${jwk.crv}', kid: '${jwk.kid}', d: [hidden] }`,
  });
}

/** Checks `kid` and point of the public half. @throws {@link TrustError} `TRUST_KEY_INVALID`. */
export function requireSound(jwk: PublicJwk | PrivateJwk): void {
  // A sender who chose the kid could name one key and send another.
  if (jwk.kid !== thumbprint(jwk)) throw refuseKey("kid is not the thumbprint of the key");
  // On the other curves any 32 octets are taken: a key that is no point verifies nothing.
  if (jwk.kty === "EC" && !isOnP256(jwk)) throw noPoint();
}

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

/** Refuses coordinates that are no point. Quotes nothing of the key. */
export function noPoint(): TrustError {
  return refuseKey("the coordinates are no point of the curve");
}

/**
 * Under a key of small order anyone can make signatures that satisfy the equation of RFC 8032. Some
 * versions of OpenSSL refuse these signatures; here the key itself is refused.
 */
function requireLargeOrder({ crv, x }: PublicJwk): void {
  if (crv !== "Ed25519") return;
  const point = decodeBase64url(x);
  // The sign bit: each of these points and its negative are of small order.
  const last = (point[31] ?? 0) & 0x7f;
  const hex = [...point.subarray(0, 31), last].map((octet) => octet.toString(16).padStart(2, "0"));
  if (SMALL_ORDER.has(hex.join(""))) throw refuseKey("the point is of small order");
}

/** Refuses a key of another shape. */
export function invalidKey(error: z.ZodError): TrustError {
  return refuseKey(`the key is ${notAcceptable(error)}`);
}

/** Encodings of the points of small order of edwards25519, sign bit cleared, 0 and 1 in two forms. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** The prime and the constant of P-256. */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
