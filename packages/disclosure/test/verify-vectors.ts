/**
 * Builds `packages/vectors/data/disclosure/verify.json`: one case for each way to be wrong, each
 * refused by one check only, and a few that are accepted. Run as a program, it writes the file:
 * `node --conditions=@safepassage/source packages/disclosure/test/verify-vectors.ts`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { AUDIENCE, NONCE, NOW, publicJwkOf, SECRET_KEYS, TYP } from "./signed-texts.ts";
import { acceptedCases } from "./verify-cases/accepted-cases.ts";
import type { VerifyCase } from "./verify-cases/case.ts";
import { compactCases } from "./verify-cases/compact-cases.ts";
import { digestCases } from "./verify-cases/digest-cases.ts";
import { issuerCases } from "./verify-cases/issuer-cases.ts";
import { keyBindingCases } from "./verify-cases/key-binding-cases.ts";
import { placementCases } from "./verify-cases/placement-cases.ts";
import { shapeCases } from "./verify-cases/shape-cases.ts";
import { timeCases } from "./verify-cases/time-cases.ts";

export interface VerifyVectors {
  readonly spec: string;
  readonly source: string;
  readonly keys: { readonly issuer: object; readonly holder: object };
  readonly policy: object;
  readonly cases: readonly VerifyCase[];
}

export function buildVerifyVectors(): VerifyVectors {
  return {
    spec: "RFC 9901",
    source: "packages/disclosure/test/verify-vectors.ts",
    keys: {
      issuer: publicJwkOf(SECRET_KEYS.issuer),
      holder: publicJwkOf(SECRET_KEYS.holder),
    },
    policy: {
      typ: TYP,
      keyBinding: "forbidden",
      audience: AUDIENCE,
      nonce: NONCE,
      maxAgeSeconds: 300,
      requireAllResolved: false,
      checkExpiry: "enforce",
      now: NOW,
      skewSeconds: 60,
    },
    cases: [
      ...acceptedCases(),
      ...compactCases(),
      ...issuerCases(),
      ...shapeCases(),
      ...digestCases(),
      ...placementCases(),
      ...timeCases(),
      ...keyBindingCases(),
    ],
  };
}

if (import.meta.main) {
  const folder = new URL("../../vectors/data/disclosure/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(buildVerifyVectors(), undefined, 2);
  writeFileSync(new URL("verify.json", folder), `${text}\n`);
}
