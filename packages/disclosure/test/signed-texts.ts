/**
 * Makes SD-JWTs by hand, well formed or not, without the code under test.
 *
 * Deterministic: salts are counted and signatures follow RFC 6979.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";

/** Time of all vectors: 2026-05-28T20:26:40Z. */
export const NOW = 1_780_000_000;
export const AUDIENCE = "https://verifier.example";
export const NONCE = "n-0S6_WzA2Mj-4fVq8Hs";
export const TYP = "example+sd-jwt";

/** Keys of the vectors: SHA-256 of their names. They protect nothing. */
export const SECRET_KEYS = {
  issuer: sha256("vector issuer"),
  holder: sha256("vector holder"),
  stranger: sha256("vector stranger"),
  second: sha256("vector second"),
};

export interface SignOptions {
  readonly key?: Uint8Array;
  readonly header?: object;
  /** Replaces the JSON text of the payload. */
  readonly rawPayload?: string;
}

/** Base64url of the JSON form. */
export function encodeJson(value: unknown): string {
  return encodeText(JSON.stringify(value));
}

/** Base64url of a text or of octets. */
export function encodeText(text: string | Uint8Array): string {
  return Buffer.from(text as string).toString("base64url");
}

/** The same octets, written with a left-over bit set. */
export function setLeftOverBit(text: string): string {
  if (text.length % 4 === 0) throw new Error("no bits are left over");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1);
}

/** Digest as an SD-JWT carries it. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** The salt with a number. */
export function saltOf(number: number): string {
  return digestOf(`salt ${number}`).slice(0, 21).concat("A");
}

/** Disclosure of an object member. */
export function member(number: number, name: unknown, value: unknown): string {
  return encodeJson([saltOf(number), name, value]);
}

/** Disclosure of an array element. */
export function element(number: number, value: unknown): string {
  return encodeJson([saltOf(number), value]);
}

/** Disclosures inside each other, the outermost first. */
export function chainOf(length: number): string[] {
  const chain = [member(100, "m", 1)];
  for (let i = 1; i < length; i++) {
    chain.unshift(member(100 + i, "m", { _sd: [digestOf(chain[0] ?? "")] }));
  }
  return chain;
}

/** Signs a payload as a compact JWS. */
export function signJwt(payload: object, options: SignOptions = {}): string {
  const { key = SECRET_KEYS.issuer, header = { alg: "ES256", typ: TYP }, rawPayload } = options;
  const body = rawPayload === undefined ? encodeJson(payload) : encodeText(rawPayload);
  const input = `${encodeJson(header)}.${body}`;
  return `${input}.${encodeText(p256.sign(Buffer.from(input), key))}`;
}

/** JWT and disclosures, each followed by a tilde. */
export function join(jwt: string, disclosures: readonly string[]): string {
  return [jwt, ...disclosures, ""].join("~");
}

/** Claims that every vector has in the clear. */
export function baseClaims(): Record<string, unknown> {
  return { iss: "https://issuer.example", iat: NOW - 10 };
}

/** Claims with one `_sd` for the disclosures, and whatever else. */
export function withDigests(disclosures: readonly string[], more: object = {}): object {
  return { ...baseClaims(), ...more, _sd: disclosures.map(digestOf), _sd_alg: "sha-256" };
}

/** Signs a key binding JWT for a presentation; `null` removes a claim. */
export function signKeyBinding(
  presented: string,
  claims: Record<string, unknown> = {},
  options: SignOptions = {},
): string {
  const all: Record<string, unknown> = {
    iat: NOW - 5,
    aud: AUDIENCE,
    nonce: NONCE,
    sd_hash: digestOf(presented),
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return signJwt(kept, {
    key: SECRET_KEYS.holder,
    header: { alg: "ES256", typ: "kb+jwt" },
    ...options,
  });
}

/** Public JWK of a secret key. */
export function publicJwkOf(secretKey: Uint8Array): Record<string, string> {
  const point = p256.getPublicKey(secretKey, false);
  return {
    kty: "EC",
    crv: "P-256",
    x: encodeText(point.slice(1, 33)),
    y: encodeText(point.slice(33)),
  };
}

function sha256(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text).digest());
}
