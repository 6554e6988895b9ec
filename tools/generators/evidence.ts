import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson, type Signer, signCompactJws } from "@safepassage/core";
import { parseReceiptClaims } from "@safepassage/schema";
import { createSigner, issueRegistry, parsePrivateJwk, publicJwk } from "@safepassage/trust";
import type { Page } from "./page.ts";

/**
 * `docs/guides/evidence`: what an oversight body is shown and brings, and two things that it must
 * not believe. All of it follows from the message vector, so that both tell of the same message.
 */
export const evidencePages: readonly Page[] = [
  page("message.jwt", ({ jwt }) => jwt),
  page("receipts.txt", ({ delivered, decided }) => `${delivered}\n${decided}`),
  page("evidence.json", ({ jwt, delivered, decided }) =>
    JSON.stringify({ jwt, receipts: [delivered, decided] }),
  ),
  page("tampered.txt", ({ delivered, tampered }) => `${delivered}\n${tampered}`),
  page("registry.json", ({ registry }) => JSON.stringify(registry, null, 2)),
  page("registry.jwt", ({ registry }) => issueRegistry(registry, authority())),
  page("registry-key.json", () => JSON.stringify(publicJwk(parsePrivateJwk(AUTHORITY_KEY)))),
];

function page(name: string, textOf: (sample: Sample) => string): Page {
  const path = `docs/guides/evidence/${name}`;
  return { path, render: (root) => `${textOf(readSample(root))}\n` };
}

interface Sample {
  readonly jwt: string;
  readonly delivered: string;
  readonly decided: string;
  /** The decided receipt with another verdict, under the signature of the first. */
  readonly tampered: string;
  readonly registry: object;
}

function readSample(root: string): Sample {
  const path = join(root, "packages/vectors/data/message/s01-1.json");
  const { sdJwt, deliveredReceipt, registry, keys } = JSON.parse(readFileSync(path, "utf8"));
  const decided = decidedAfter(
    deliveredReceipt,
    createSigner(parsePrivateJwk(keys.recipientSigning)),
  );
  return {
    jwt: sdJwt.split("~", 1)[0],
    delivered: deliveredReceipt,
    decided,
    tampered: tamper(decided),
    registry,
  };
}

/** What the recipient of a delivered receipt signs when it has judged. */
function decidedAfter(deliveredReceipt: string, signer: Signer): string {
  const decided = parseReceiptClaims({
    ...claimsOf(deliveredReceipt),
    kind: "decided",
    jti: "0d6f3a5c-41b7-4c0e-9a58-6b1f2f7c9e04",
    verdict: "accept",
    tier: "state",
    findings: [],
    decidedBy: "rules",
  });
  return signCompactJws(signer, { typ: "spp-receipt+jwt" }, JSON.stringify(decided));
}

function tamper(receipt: string): string {
  const [header, , signature] = receipt.split(".");
  const changed = JSON.stringify({ ...claimsOf(receipt), verdict: "reject" });
  return [header, Buffer.from(changed).toString("base64url"), signature].join(".");
}

function claimsOf(receipt: string): object {
  const payload = Buffer.from(receipt.split(".")[1] ?? "", "base64url").toString();
  return parseJson(payload) as object;
}

const authority = (): Signer => createSigner(parsePrivateJwk(AUTHORITY_KEY));

/** The registry authority's. Published here, so it protects nothing: never to be used. */
const AUTHORITY_KEY = {
  kty: "OKP",
  crv: "Ed25519",
  x: "YmoH4TmV5I7lxGeIClFcs9tFxCmdUIO0vbVpDF3W6g0",
  d: "QM9Ss7xO-yz7Ghqrk6advwnkTReHpgM6cUctNAs3JVE",
  use: "sig",
  alg: "Ed25519",
  kid: "lSrhj7dYYE8FEqeQJJ4GCOp7fROMrfcdjzPylLvpwAs",
};
