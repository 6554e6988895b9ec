/**
 * Builds `packages/vectors/data/disclosure/json-forms.json`: SD-JWTs in flattened and general form,
 * one case for each way to be wrong. Run as a program, it writes the file:
 * `node --conditions=@safepassage/source packages/disclosure/test/json-form-vectors.ts`.
 */
import { writeFileSync } from "node:fs";
import { acceptedCases } from "./json-form-cases/accepted-cases.ts";
import { headerCases } from "./json-form-cases/header-cases.ts";
import { keyBindingCases } from "./json-form-cases/key-binding-cases.ts";
import { partCases } from "./json-form-cases/part-cases.ts";
import { shapeCases } from "./json-form-cases/shape-cases.ts";
import { signatureCases } from "./json-form-cases/signature-cases.ts";
import { textCases } from "./json-form-cases/text-cases.ts";
import { AUDIENCE, NONCE, NOW, publicJwkOf, SECRET_KEYS, TYP } from "./signed-texts.ts";

export function buildJsonFormVectors() {
  return {
    spec: "RFC 9901, Section 8",
    source: "packages/disclosure/test/json-form-vectors.ts",
    keys: {
      issuer: publicJwkOf(SECRET_KEYS.issuer),
      second: publicJwkOf(SECRET_KEYS.second),
      holder: publicJwkOf(SECRET_KEYS.holder),
    },
    policy: {
      typ: TYP,
      keyBinding: "forbidden",
      signatures: { verify: "only" },
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
      ...textCases(),
      ...shapeCases(),
      ...headerCases(),
      ...partCases(),
      ...signatureCases(),
      ...keyBindingCases(),
    ],
  };
}

if (import.meta.main) {
  const file = new URL("../../vectors/data/disclosure/json-forms.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(buildJsonFormVectors(), undefined, 2)}\n`);
}
