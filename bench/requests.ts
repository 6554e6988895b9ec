/** Signing a request at one gateway and verifying it at the other, beside the bare operations. */
import { Buffer } from "node:buffer";
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import {
  createSigner,
  generateSigningKey,
  parseRegistry,
  publicJwk,
  signRequest,
  verifyContentDigest,
  verifyRequest,
} from "@safepassage/trust";
import { compare, type Row } from "./timing.ts";

/** One row for each algorithm, with a body of 8 KiB, the size of a common package. */
export async function benchRequests(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const alg of ["Ed25519", "ES256"] as const) rows.push(await benchAlgorithm(alg));
  return rows;
}

async function benchAlgorithm(alg: "Ed25519" | "ES256"): Promise<Row> {
  const key = generateSigningKey(alg);
  const signer = createSigner(key);
  const registry = registryOf(publicJwk(key));
  const now = new Date("2026-11-24T09:02:00Z");
  const octets = new Uint8Array(8192).fill(65);
  const method = "POST";
  const target = "https://gateway.ngo-c.test/inbox";
  const content = { type: "application/jose", octets };

  const subject = (): boolean => {
    const headers = signRequest({ method, target, content }, { entity: ENTITY, signer, now });
    const head = { method, target, headers: new Headers(headers) };
    const { agency, contentDigest } = verifyRequest(head, { registry, now });
    if (contentDigest !== undefined) verifyContentDigest(contentDigest, octets);
    return agency === ENTITY;
  };

  const privateKey = createPrivateKey({ key: { ...key, d: key.d }, format: "jwk" });
  const publicKey = createPublicKey({ key: { ...publicJwk(key) }, format: "jwk" });
  const digest = alg === "ES256" ? "sha256" : null;
  const base = Buffer.from(BASE);
  const floor = (): boolean => {
    // Either side hashes the body once.
    const sent = createHash("sha256").update(octets).digest();
    const signature = sign(digest, base, privateKey);
    const received = createHash("sha256").update(octets).digest();
    return verify(digest, base, publicKey, signature) && sent.equals(received);
  };
  return compare({
    name: `sign and verify a request, ${alg}, 8 KiB`,
    limit: LIMIT,
    floor,
    subject,
  });
}

function registryOf(jwk: ReturnType<typeof publicJwk>) {
  const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
  const from = "2026-01-01T00:00:00Z";
  const union = { eu: true, schengen: true, adequacyLed: true, adequacyGdpr: true };
  const fact = { from, type: "victimServiceNGO", country: "XB", regime: "GDPR", flags };
  return parseRegistry({
    spp: "1.0",
    test: true,
    issuedAt: from,
    states: { XB: { ...union, deathPenalty: false, crueltyRisk: false } },
    agencies: [
      { entity: ENTITY, name: "NGO B", facts: [fact], keys: [{ jwk, from, status: "active" }] },
    ],
  });
}

const ENTITY = "https://ngo-b.test";
/** As long as a signature base of this protocol. */
const BASE = "x".repeat(640);
const LIMIT = 3;
