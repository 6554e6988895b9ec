/**
 * The floor of opening a message: key agreement with the ephemeral key imported, decryption, every
 * signature that must be verified, hashes, base64url and JSON parsing. Nothing is checked beyond
 * what these need, so nobody may use it for anything else.
 *
 * Signatures are verified by the fastest call there is. The other calls take what the wire gives
 * them, a JWK and octets, as the documentation of `node:crypto` shows them. It looks long at both;
 * told `tuned`, the floor wraps them as the subject does, and takes about a seventh less time.
 */
import { Buffer } from "node:buffer";
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hash,
  hkdfSync,
  type KeyObject,
  verify,
} from "node:crypto";
import type { PrivateJwk, PublicJwk } from "@safepassage/trust";
import { derSignature } from "./bare-signature.ts";

/** Keys, imported once as the subject does. */
export interface FloorKeys {
  readonly epoch: KeyObject;
  readonly issuer: KeyObject;
  /** Whether octets are wrapped in key objects, and the ephemeral key in PEM. */
  readonly tuned: boolean;
}

export function createFloorKeys(
  epoch: PrivateJwk,
  issuer: PublicJwk,
  { tuned }: Pick<FloorKeys, "tuned">,
): FloorKeys {
  return {
    tuned,
    epoch: createPrivateKey({ key: { ...epoch }, format: "jwk" }),
    issuer: createPublicKey({ key: { ...issuer }, format: "jwk" }),
  };
}

/** Opens a sealed message the bare way. Leaves come as JSON texts, for comparison. */
export function openBare(
  sealed: string,
  { epoch, issuer, tuned }: FloorKeys,
): { readonly leaves: string[]; readonly consents: number } {
  const wrap = (octets: Buffer) => (tuned ? createSecretKey(octets) : octets);
  const { message, seed } = decrypt(sealed, epoch, tuned ? importPem : importJwk, wrap);
  const { disclosures, ...verified } = verifyBareMessage(message, issuer);
  // One derivation for each 32 salts.
  for (let block = 0; block * 32 < disclosures; block++) {
    sink = hkdfSync(
      "sha256",
      wrap(Buffer.from(seed, "base64url")),
      "",
      `spp-salts-1/${block}`,
      512,
    );
  }
  return verified;
}

/** The floor of verifying a signed message: signatures, hashes, base64url and JSON parsing. */
export function verifyBareMessage(
  message: string,
  issuer: KeyObject,
): { readonly leaves: string[]; readonly consents: number; readonly disclosures: number } {
  const [jwt = "", ...rest] = message.split("~");
  const disclosures = rest.slice(0, -1);
  const payload = verifyBare(jwt, issuer) as { _sd: string[] };
  const byDigest = new Map(
    disclosures.map((text) => [hash("sha256", text, "base64url"), parse(text) as unknown[]]),
  );
  // The digests that a receipt names.
  sink = hash("sha256", jwt, "base64url") + hash("sha256", message, "base64url");

  const open = ({ _sd: digests }: { _sd: string[] }): Map<string, unknown> =>
    new Map(
      digests.map((digest) => {
        const [, name, value] = byDigest.get(digest) ?? [];
        return [name as string, value];
      }),
    );
  const top = open(payload);
  const { consentAssertions } = top.get("private") as { consentAssertions: string[] };
  for (const assertion of consentAssertions) verifyBare(assertion, issuer);

  const leaves: string[] = [];
  for (const [gid, group] of open(top.get("body") as { _sd: string[] })) {
    if (gid.startsWith("pad.")) continue;
    for (const [name, value] of open(group as { _sd: string[] })) {
      if (name.startsWith("pad.")) continue;
      const values = Array.isArray(value)
        ? value.map((element: { "...": string }) => byDigest.get(element["..."])?.[1])
        : [value];
      leaves.push(...values.map((one) => JSON.stringify(one)));
    }
  }
  return { leaves, consents: consentAssertions.length, disclosures: disclosures.length };
}

function importJwk(epk: Ephemeral): KeyObject {
  return createPublicKey({ key: { ...epk }, format: "jwk" });
}

/** RFC 8410, Section 4. */
function importPem({ x }: Ephemeral): KeyObject {
  const octets = x.replaceAll("-", "+").replaceAll("_", "/");
  return createPublicKey(
    `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA${octets}=\n-----END PUBLIC KEY-----`,
  );
}

/** An X25519 key as JWK. */
interface Ephemeral {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
}

function decrypt(
  sealed: string,
  epoch: KeyObject,
  importEphemeral: (epk: Ephemeral) => KeyObject,
  wrap: (octets: Buffer) => KeyObject | Buffer,
): { message: string; seed: string } {
  const [header = "", , iv = "", ciphertext = "", tag = ""] = sealed.split(".");
  const { epk, apu, apv } = parse(header) as { epk: Ephemeral; apu: string; apv: string };
  const secret = diffieHellman({ privateKey: epoch, publicKey: importEphemeral(epk) });
  const key = hash(
    "sha256",
    Buffer.concat([
      uint32(1),
      secret,
      lengthPrefixed(Buffer.from("A256GCM")),
      lengthPrefixed(Buffer.from(apu, "base64url")),
      lengthPrefixed(Buffer.from(apv, "base64url")),
      uint32(256),
    ]),
    "buffer",
  );
  const decipher = createDecipheriv("aes-256-gcm", wrap(key), Buffer.from(iv, "base64url"));
  decipher.setAAD(Buffer.from(header));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  const plaintext = Buffer.concat([
    decipher.update(Buffer.from(ciphertext, "base64url")),
    decipher.final(),
  ]);
  return JSON.parse(plaintext.toString("utf8", 0, plaintext.indexOf(0)));
}

/** Verifies a compact JWS with ES256, and parses header and payload. */
export function verifyBare(jws: string, key: KeyObject): unknown {
  const end = jws.lastIndexOf(".");
  const signature = Buffer.from(jws.slice(end + 1), "base64url");
  const signed = Buffer.from(jws.slice(0, end));
  if (!verify("sha256", signed, key, derSignature(signature))) {
    throw new TypeError("a signature does not verify");
  }
  const [header = "", payload = ""] = jws.split(".");
  sink = parse(header);
  return parse(payload);
}

function parse(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}

function uint32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

function lengthPrefixed(octets: Buffer): Buffer {
  return Buffer.concat([uint32(octets.length), octets]);
}

/** Results go here, so that no compiler may leave the work out. @lintignore */
export let sink: unknown;
