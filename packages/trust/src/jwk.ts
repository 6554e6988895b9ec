import { Buffer } from "node:buffer";
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { equalBytes, sha256Base64url } from "@safepassage/core";
import { checkedAs, described } from "@safepassage/schema/form";
import * as z from "zod";
import { TrustError } from "./trust-error.ts";

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

const Private = z.discriminatedUnion("crv", [
  z.discriminatedUnion("use", [
    z.strictObject({ ...p256, ...signing, alg: z.literal("ES256"), d }),
    z.strictObject({ ...p256, ...sealing, d }),
  ]),
  z.strictObject({ ...ed25519, ...signing, alg: z.literal("Ed25519"), d }),
  z.strictObject({ ...x25519, ...sealing, d }),
]);

/** A public key as it travels: P-256, Ed25519 or X25519, with `kid`, `use` and `alg`. */
export type PublicJwk = Readonly<z.infer<typeof Public>>;

/**
 * A private key. `JSON.stringify` shows its secret, for that is how it is stored; `console.log`
 * and `util.inspect` do not.
 */
export type PrivateJwk = Readonly<z.infer<typeof Private>>;

/**
 * Reads a public key: no member beyond those of its type, `kid` its thumbprint, a valid point.
 *
 * @throws {@link TrustError} `TRUST_KEY_INVALID`.
 * @see RFC 7517, Section 4; RFC 8037, Section 2
 */
export function parsePublicJwk(input: unknown): PublicJwk {
  const result = Public.safeParse(input);
  if (!result.success) throw invalidKey(result.error);
  requireThumbprint(result.data);
  importPublicKey(result.data);
  requireLargeOrder(result.data);
  return result.data;
}

/** The zod type of a public key for signatures, which {@link parsePublicJwk} reads. */
export function signingJwkSchema(says: string): z.ZodType<PublicJwk> {
  // A registry signs its keys as they were written: a copy may have its members in another order.
  const schema = z.custom<PublicJwk>(isSigningKey);
  const as = z.discriminatedUnion("crv", [SigningP256, SigningEd25519]);
  return checkedAs(described(schema, says), as);
}

function isSigningKey(input: unknown): boolean {
  try {
    return parsePublicJwk(input).use === "sig";
  } catch {
    // The fault names the place; why the key is bad can be asked of parsePublicJwk.
    return false;
  }
}

/**
 * Reads a private key, as {@link parsePublicJwk} does, and checks that both halves belong together.
 *
 * @throws {@link TrustError} `TRUST_KEY_INVALID`. The message holds no part of the key.
 */
export function parsePrivateJwk(input: unknown): PrivateJwk {
  const result = Private.safeParse(input);
  if (!result.success) throw invalidKey(result.error);
  requireThumbprint(result.data);
  importPublicKey(result.data);
  requirePair(result.data);
  return hideSecret(result.data);
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

/** Imports the public half. @throws {@link TrustError} `TRUST_KEY_INVALID`. */
export function importPublicKey(jwk: PublicJwk | PrivateJwk): KeyObject {
  const { kty, crv, x } = jwk;
  const key: JsonWebKey = jwk.kty === "EC" ? { kty, crv, x, y: jwk.y } : { kty, crv, x };
  try {
    return createPublicKey({ key, format: "jwk" });
  } catch {
    // The native message may quote the key.
    throw new TrustError("TRUST_KEY_INVALID", "the coordinates are no point of the curve");
  }
}

/** Imports a private key. @throws {@link TrustError} `TRUST_KEY_INVALID`. */
export function importPrivateKey(jwk: PrivateJwk): KeyObject {
  try {
    return createPrivateKey({ key: { ...jwk }, format: "jwk" });
  } catch {
    throw new TrustError("TRUST_KEY_INVALID", "the private key cannot be imported");
  }
}

function requireThumbprint(jwk: PublicJwk | PrivateJwk): void {
  // A kid of the sender's choice could name one key and carry another.
  if (jwk.kid !== thumbprint(jwk)) {
    throw new TrustError("TRUST_KEY_INVALID", "kid is not the thumbprint of the key");
  }
}

/**
 * Under a key of small order anyone can make signatures that satisfy the equation of RFC 8032. Some
 * versions of OpenSSL refuse them when they verify; here such a key is not even registered.
 */
function requireLargeOrder({ crv, x }: PublicJwk): void {
  if (crv !== "Ed25519") return;
  const point = Buffer.from(x, "base64url");
  // The sign bit: each of these points and its negative are of small order.
  point.writeUInt8(point.readUInt8(31) & 0x7f, 31);
  if (SMALL_ORDER.has(point.toString("hex"))) {
    throw new TrustError("TRUST_KEY_INVALID", "the point is of small order");
  }
}

/** A public half that belongs to another secret would make the holder vouch under a foreign kid. */
function requirePair(jwk: PrivateJwk): void {
  let derived: Uint8Array;
  try {
    derived = derivePublic(jwk);
  } catch {
    throw new TrustError("TRUST_KEY_INVALID", "the secret is not one of the curve");
  }
  const stated =
    jwk.kty === "EC"
      ? Buffer.concat([Uint8Array.of(4), octets(jwk.x), octets(jwk.y)])
      : octets(jwk.x);
  if (!equalBytes(derived, stated)) {
    throw new TrustError(
      "TRUST_KEY_INVALID",
      "the secret and the public half do not belong together",
    );
  }
}

function derivePublic(jwk: PrivateJwk): Uint8Array {
  if (jwk.kty === "EC") {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(octets(jwk.d));
    return ecdh.getPublicKey();
  }
  // For these curves the native import derives the public half from d and ignores x.
  return octets(createPublicKey(importPrivateKey(jwk)).export({ format: "jwk" }).x ?? "");
}

function octets(text: string): Uint8Array {
  return Buffer.from(text, "base64url");
}

function invalidKey(error: z.ZodError): TrustError {
  // Paths only: they are names of this schema, while zod's texts may quote names that were sent.
  const paths = error.issues.map(({ path }) => `/${path.map(String).join("/")}`);
  return new TrustError("TRUST_KEY_INVALID", `the key is not acceptable at ${paths.join(", ")}`);
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
