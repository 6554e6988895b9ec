import { Buffer } from "node:buffer";
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  diffieHellman,
  hash,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { decodeBase64url, encodeBase64url, encodeBase64urlText } from "@safepassage/core";
import type { PrivateJwk, PublicJwk } from "../keys/jwk.ts";
import { generateAgreementPair, importPrivateKey, importPublicKey } from "../keys/keys-node.ts";
import { refuseKey, TrustError } from "../trust-error.ts";
import type { JweParts } from "./read-jwe.ts";

/** The parameters of a sealed object's header that its sender chooses. */
export interface SealingHeader extends Pick<JweParts, "typ" | "cty" | "kid" | "apu" | "apv"> {}

/** Whom {@link sealJwe} seals to, and what the header says. */
export interface SealingOptions {
  /** The recipient's key. The caller has checked whose it is. */
  readonly recipientKey: PublicJwk;
  readonly header: SealingHeader;
}

/** A private key of this agency, imported once. Its secret cannot be read back. */
export interface DecryptionKey {
  readonly kid: string;
  readonly crv: "X25519" | "P-256";
  /**
   * Agrees with a sender's ephemeral key.
   *
   * @throws {@link TrustError} `TRUST_KEY_INVALID` for a point that is not on the curve; the native error for one of low
   *   order.
   */
  agree(epk: JweParts["epk"]): Uint8Array;
}

/**
 * Seals octets to one key: a compact JWE with ECDH-ES (direct) and A256GCM.
 *
 * The ephemeral key and the IV are fresh each time. This does not say who the sender is; the
 * signature inside does. `apu` and `apv` bind both names into the key.
 *
 * @throws {@link TrustError} `TRUST_KEY_UNSUITABLE`, `TRUST_KEY_INVALID`.
 * @see RFC 7516, Section 7.1; RFC 7518, Section 4.6
 */
export function sealJwe(
  plaintext: Uint8Array,
  { recipientKey, header: { typ, cty, kid, apu, apv } }: SealingOptions,
): string {
  const crv = requireCurve(recipientKey);
  const publicKey = importPublicKey(recipientKey);
  const ephemeral = generateAgreementPair(crv);
  const secret = agree(ephemeral.privateKey, publicKey);
  const { kty, x, y } = ephemeral.publicKey.export({ format: "jwk" });
  const epk = crv === "P-256" ? { kty, crv, x, y } : { kty, crv, x };
  const header = { alg: "ECDH-ES", enc: "A256GCM", typ, cty, kid, apu, apv, epk };
  const aad = encodeBase64urlText(JSON.stringify(header));

  const key = deriveKey(secret, apu, apv);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(aad));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map(encodeBase64url);
  return `${aad}..${parts.join(".")}`;
}

/**
 * Imports a private key for opening.
 *
 * @throws {@link TrustError} `TRUST_KEY_UNSUITABLE`, `TRUST_KEY_INVALID`.
 */
export function createDecryptionKey(jwk: PrivateJwk): DecryptionKey {
  const crv = requireCurve(jwk);
  const privateKey = importPrivateKey(jwk);
  return {
    kid: jwk.kid,
    crv,
    agree: (epk) => diffieHellman({ privateKey, publicKey: importPublicKey(epk) }),
  };
}

/**
 * Opens a sealed object.
 *
 * Says nothing about who sealed it, nor whether `apu` and `apv` are the right names.
 *
 * @param parts - From `readJwe`.
 * @param own - The key that it is sealed to.
 * @throws {@link TrustError} `TRUST_SEALED_UNOPENABLE`, whatever the reason: another key, another
 *   curve, a point outside the curve or of low order, or octets that were changed.
 */
export function openJwe(parts: JweParts, own: DecryptionKey): Uint8Array {
  if (parts.kid !== own.kid || parts.epk.crv !== own.crv) throw unopenable();
  try {
    const key = deriveKey(own.agree(parts.epk), parts.apu, parts.apv);
    const decipher = createDecipheriv("aes-256-gcm", key, parts.iv, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(parts.aad));
    decipher.setAuthTag(parts.tag);
    const plaintext = decipher.update(parts.ciphertext);
    // Throws if the tag is wrong; nothing is returned before.
    decipher.final();
    return plaintext;
  } catch {
    // One answer for every reason: to tell them apart would help an attacker who probes the key.
    throw unopenable();
  }
}

/** Derives a key object: Node first tries to read octets as one, which costs more than the cipher. */
function deriveKey(secret: Uint8Array, apu: string, apv: string): KeyObject {
  const cek = concatKdf(secret, {
    algorithm: "A256GCM",
    apu: decodeBase64url(apu),
    apv: decodeBase64url(apv),
    octets: 32,
  });
  secret.fill(0);
  const key = createSecretKey(cek);
  cek.fill(0);
  return key;
}

/** What a derived key is bound to. */
interface KdfContext {
  /** AlgorithmID: for direct key agreement the `enc` value. */
  readonly algorithm: string;
  /** PartyUInfo, octets: who sends. */
  readonly apu: Uint8Array;
  /** PartyVInfo, octets: who receives. */
  readonly apv: Uint8Array;
  /** Length of the key, at most the 32 octets of one round of SHA-256. */
  readonly octets: 16 | 32;
}

/**
 * Derives a content encryption key from a shared secret (Concat KDF with SHA-256, one round).
 *
 * @see RFC 7518, Section 4.6.2; NIST SP 800-56A, Section 5.8.1
 */
export function concatKdf(
  secret: Uint8Array,
  { algorithm, apu, apv, octets }: KdfContext,
): Uint8Array {
  const id = Buffer.from(algorithm);
  const parts = [id, apu, apv];
  const input = Buffer.alloc(
    parts.reduce((length, part) => length + 4 + part.length, 4 + secret.length + 4),
  );
  let end = input.writeUInt32BE(1);
  input.set(secret, end);
  end += secret.length;
  for (const part of parts) {
    end = input.writeUInt32BE(part.length, end);
    input.set(part, end);
    end += part.length;
  }
  input.writeUInt32BE(octets * 8, end);
  const digest = hash("sha256", input, "buffer");
  // The input holds the shared secret.
  input.fill(0);
  return digest.subarray(0, octets);
}

function agree(privateKey: KeyObject, publicKey: KeyObject): Uint8Array {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    throw refuseKey("the recipient's key is a point of low order");
  }
}

function requireCurve(jwk: PublicJwk | PrivateJwk): "X25519" | "P-256" {
  if (jwk.use !== "enc") throw new TrustError("TRUST_KEY_UNSUITABLE", "the key is not for sealing");
  return jwk.crv;
}

function unopenable(): TrustError {
  return new TrustError("TRUST_SEALED_UNOPENABLE", "the sealed object does not open with this key");
}
