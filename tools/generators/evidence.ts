import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFixedClock, parseJson, type Signer, signCompactJws } from "@safepassage/core";
import { inspectMessage, issueMessage, statementOf } from "@safepassage/message";
import { type Draft, parseReceiptClaims } from "@safepassage/schema";
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
  page("certificate.json", certificateText),
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
  /** The whole vector. */
  readonly vector: Vector;
}

/** What the sample takes from the message vector. */
interface Vector {
  readonly draft: Draft;
  readonly digest: string;
  readonly resolved: readonly string[];
  readonly keys: Readonly<Record<"senderSigning" | "recipientSigning", { readonly kid: string }>>;
}

function readSample(root: string): Sample {
  const path = join(root, "packages/vectors/data/message/s01-1.json");
  const vector = JSON.parse(readFileSync(path, "utf8"));
  const { sdJwt, deliveredReceipt, registry, keys } = vector;
  const decided = decidedAfter(
    deliveredReceipt,
    createSigner(parsePrivateJwk(keys.recipientSigning)),
  );
  return {
    jwt: sdJwt.split("~", 1)[0],
    delivered: deliveredReceipt,
    decided,
    tampered: tamper(decided),
    // Newer than the evidence: an older one knows nothing of keys that were reported since.
    registry: { ...registry, issuedAt: "2026-11-26T00:00:00Z" },
    vector,
  };
}

/** What a gateway answers as the evidence of the certificate that the recipient signs when it has erased the message. */
function certificateText({ vector: { draft, digest, resolved, keys } }: Sample): string {
  const { clear, private: hidden } = draft;
  const leaves = [
    { f: "erasure.messageDigest", v: digest },
    ...resolved.map((v) => ({ f: "erasure.disclosures", v })),
    { f: "erasure.method", v: "overwritten" },
    { f: "erasure.at", v: "2026-11-25T10:00:00Z" },
    { f: "erasure.backupHorizon", v: "2026-12-26" },
    { f: "erasure.exception", v: "none" },
  ];
  const certificate = {
    clear: {
      ...turned(clear),
      "env.messageId": "5b0f6a53-0d0e-4d55-8f0c-6a2f1d9b7c31",
      "env.messageType": "erasureCertificate",
      "env.createdAt": "2026-11-25T10:00:02Z",
      "env.deliverBy": "2026-12-02T10:00:02Z",
      "env.holder": {
        entity: clear["env.sender.agencyId"],
        thumbprint: keys.senderSigning.kid,
      },
      "env.legalBasis": ["GDPR#17"],
      "env.handling.conditions": [],
    },
    private: { ...hidden, "private.consentRefs": [], "private.consentAssertions": [] },
    body: { AAECAwQFBgcICQoLDA0ODw: { kind: "erasure", links: [], leaves } },
  } as unknown as Draft;
  const signer = createSigner(parsePrivateJwk(keys.recipientSigning));
  const { sdJwt, jwt, digest: own } = issueMessage(certificate, { signer, seed: SEED });
  const clock = createFixedClock(certificate.clear["env.createdAt"]);
  const statement = statementOf(inspectMessage(sdJwt, { clock }));
  return JSON.stringify({ digest: own, jwt, receipts: [], sdJwt: statement });
}

/** The claims in clear of a message from its recipient to its sender. */
function turned(clear: Draft["clear"]): object {
  const sides = ["env.sender.", "env.recipient."];
  return Object.fromEntries(
    Object.entries(clear).map(([name, value]) => {
      const side = sides.findIndex((one) => name.startsWith(one));
      if (side < 0) return [name, value];
      return [`${sides[1 - side]}${name.slice(sides[side]?.length)}`, value];
    }),
  );
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

/** Of the salts of the certificate, the same each time. */
const SEED = new Uint8Array(32).fill(7);

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
