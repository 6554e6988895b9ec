/** SD-JWT with 30 flat claims, ES256: issue, verify 8 of 30 with key binding, verify 30. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  randomFillSync,
  sign,
  verify,
} from "node:crypto";
import {
  type Claims,
  issueSdJwt,
  presentSdJwt,
  readSdJwt,
  verifySdJwt,
} from "@safepassage/disclosure";
import { createSigner, type PrivateJwk } from "@safepassage/trust";
import { derSignature, joseSignature } from "./bare-signature.ts";
import { AUDIENCE, CLAIMS, createSample, isShown, NONCE, SHOWN } from "./sd-jwt-sample.ts";
import { compare, formatRow, inTurn, type Row } from "./timing.ts";

const LIMIT = 1.3;
/** So many are verified in turn, each with salts and signatures of its own. */
const TEXTS = 500;

/** Measures the three rows, after checking that floor and subject agree on the claims. */
export async function benchSdJwt(): Promise<Row[]> {
  const { issuer, holder, clear, hidden, marked, withoutBinding, withBinding } = createSample();
  const issuerKeys = importKeys(issuer);
  const holderKeys = importKeys(holder);
  const signer = createSigner(issuer);

  const issueSubject = () =>
    issueSdJwt({ claims: marked, header: { typ: "example+sd-jwt" }, signer }).sdJwt;
  const issueFloor = () => floorIssue(clear, hidden, issuerKeys.privateKey, issuer.kid);
  const all = Array.from({ length: TEXTS }, issueSubject);
  const allClaims = { ...clear, ...hidden };
  deepStrictEqual(verifySdJwt(issueFloor(), withoutBinding).claims, allClaims);
  // Salts and keys have the same sizes on both sides, so have the results.
  strictEqual(issueFloor().length, all[0]?.length);

  const some = all.map((text) =>
    presentSdJwt(readSdJwt(text), isShown, {
      signer: createSigner(holder),
      audience: AUDIENCE,
      nonce: NONCE,
      clock: withBinding.clock,
    }),
  );
  const verifyAll = (text: string) => verifySdJwt(text, withoutBinding).claims;
  const verifySome = (text: string) => verifySdJwt(text, withBinding).claims;
  const floorAll = (text: string) => floorVerify(text, issuerKeys.publicKey);
  const floorSome = (text: string) => floorVerify(text, issuerKeys.publicKey, holderKeys.publicKey);
  for (const text of all) {
    deepStrictEqual(verifyAll(text), allClaims);
    deepStrictEqual(floorAll(text), allClaims);
  }
  for (const text of some) {
    deepStrictEqual(verifySome(text), floorSome(text));
    strictEqual(Object.keys(verifySome(text)).length, Object.keys(clear).length + SHOWN);
  }

  return [
    await compare({
      name: `SD-JWT issue ${CLAIMS} claims`,
      limit: LIMIT,
      floor: issueFloor,
      subject: issueSubject,
    }),
    await compare({
      name: `SD-JWT verify ${SHOWN} of ${CLAIMS} with key binding`,
      limit: LIMIT,
      floor: inTurn(some, floorSome),
      subject: inTurn(some, verifySome),
    }),
    await compare({
      name: `SD-JWT verify ${CLAIMS} of ${CLAIMS}`,
      limit: LIMIT,
      floor: inTurn(all, floorAll),
      subject: inTurn(all, verifyAll),
    }),
  ];
}

/** Randomness, JSON, base64url, hashes and one signature; digests unsorted, nothing checked. */
function floorIssue(
  clear: Claims,
  hidden: Readonly<Record<string, string | number | boolean>>,
  key: KeyObject,
  kid: string,
): string {
  const octets = randomFillSync(Buffer.allocUnsafe(16 * CLAIMS));
  const digests: string[] = [];
  let tail = "~";
  let at = 0;
  for (const name in hidden) {
    const salt = octets.toString("base64url", at, at + 16);
    at += 16;
    const text = encode(JSON.stringify([salt, name, hidden[name]]));
    digests.push(hash("sha256", text, "base64url"));
    tail += `${text}~`;
  }
  const header = encode(JSON.stringify({ typ: "example+sd-jwt", alg: "ES256", kid }));
  const payload = encode(JSON.stringify({ ...clear, _sd: digests, _sd_alg: "sha-256" }));
  const input = `${header}.${payload}`;
  const signature = joseSignature(sign("sha256", Buffer.from(input), key));
  return `${input}.${signature.toString("base64url")}${tail}`;
}

/** One or two signatures, hashes, base64url and JSON; the claims put together, no rule checked. */
function floorVerify(compact: string, issuerKey: KeyObject, holderKey?: KeyObject): object {
  const parts = compact.split("~");
  const { _sd, _sd_alg: _, ...claims } = floorJws(parts[0] ?? "", issuerKey);
  const digests = new Set(_sd as readonly string[]);
  for (let i = 1; i < parts.length - 1; i++) {
    const text = parts[i] ?? "";
    const digest = hash("sha256", text, "base64url");
    if (!digests.has(digest)) throw new Error("unknown disclosure");
    const [, name, value] = JSON.parse(decode(text)) as [string, string, unknown];
    claims[name] = value;
  }
  if (holderKey !== undefined) {
    const kb = parts[parts.length - 1] ?? "";
    const { sd_hash: expected } = floorJws(kb, holderKey);
    const presented = compact.slice(0, compact.length - kb.length);
    if (hash("sha256", presented, "base64url") !== expected) throw new Error("wrong sd_hash");
  }
  return claims;
}

function floorJws(jws: string, key: KeyObject): Record<string, unknown> {
  const dot = jws.indexOf(".");
  const end = jws.lastIndexOf(".");
  const header = JSON.parse(decode(jws.slice(0, dot))) as { alg: string };
  const signature = Buffer.from(jws.slice(end + 1), "base64url");
  const input = Buffer.from(jws.slice(0, end));
  if (!verify("sha256", input, key, derSignature(signature))) {
    throw new Error(`wrong ${header.alg} signature`);
  }
  return JSON.parse(decode(jws.slice(dot + 1, end))) as Record<string, unknown>;
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function decode(text: string): string {
  return Buffer.from(text, "base64url").toString();
}

function importKeys(jwk: PrivateJwk): { privateKey: KeyObject; publicKey: KeyObject } {
  const privateKey = createPrivateKey({ key: { ...jwk, d: jwk.d }, format: "jwk" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

if (import.meta.main) {
  for (const row of await benchSdJwt()) console.log(formatRow(row));
}
