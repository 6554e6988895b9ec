import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Base64url } from "@safepassage/core";
import { signAgreement } from "@safepassage/message";
import { type AgreementRef, type Draft, PROFILE_DIGEST } from "@safepassage/schema";
import { createSigner, parsePrivateJwk } from "@safepassage/trust";
import type { Page } from "./page.ts";

/**
 * Examples that the page Check of the console offers: a draft that nothing speaks against, the same with mistakes, and the sample
 * of evidence. The first two follow from the message vector, under the catalogue as it is.
 */
export const checkExamples: Page = {
  path: "apps/console/src/pages/check/examples.generated.json",
  render: (root) => `${JSON.stringify(examplesFrom(root), null, 1)}\n`,
};

/** File names of each example, and their texts. */
function examplesFrom(root: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const vector = JSON.parse(
    readFileSync(join(root, "packages/vectors/data/message/s01-1.json"), "utf8"),
  );
  const agreement = agreementFrom(vector);
  const draft = draftFrom(vector, agreement);
  const facts = {
    "registry.json": JSON.stringify(vector.registry),
    "agreement.json": agreement,
  };
  const sample = (name: string): string =>
    readFileSync(join(root, "docs/guides/evidence", name), "utf8").trimEnd();
  return {
    good: { "draft.json": JSON.stringify(draft), ...facts },
    refused: { "draft-with-mistakes.json": JSON.stringify(withMistakes(draft)), ...facts },
    evidence: Object.fromEntries(
      ["evidence.json", "registry.jwt", "registry-key.json"].map((name) => [name, sample(name)]),
    ),
  };
}

interface Vector {
  readonly draft: Draft;
  readonly agreementJws: string;
  readonly keys: Readonly<Record<"senderSigning" | "recipientSigning", unknown>>;
}

/** The agreement of the vector, with all terms that rules ask for, signed by both parties. */
function agreementFrom({ agreementJws, keys }: Vector): string {
  const { payload } = JSON.parse(agreementJws);
  const terms = JSON.parse(Buffer.from(payload, "base64url").toString());
  const whole = { ...terms, profiles: [PROFILE_DIGEST], justificationReaders: ["supervisor"] };
  const signers = [keys.senderSigning, keys.recipientSigning].map((key) =>
    createSigner(parsePrivateJwk(key)),
  );
  return signAgreement(whole, signers);
}

function draftFrom({ draft }: Vector, agreement: string): Draft {
  const ref: AgreementRef = {
    ...draft.clear["env.agreementRef"],
    sha256: sha256Base64url(JSON.parse(agreement).payload),
  };
  return {
    ...draft,
    clear: { ...draft.clear, "env.profile": PROFILE_DIGEST, "env.agreementRef": ref },
  };
}

/** Mistakes as people make them: too much, too precise, kept too long, and without consent. */
function withMistakes(draft: Draft): Draft {
  const [person] = Object.entries(draft.body).find(([, { kind }]) => kind === "subject") ?? [];
  const meta = Object.values(draft.body).find((group) => group.meta !== undefined)?.meta;
  if (person === undefined || meta === undefined) throw new TypeError("the draft is about nobody");
  const identity = {
    kind: "identity",
    links: [person],
    meta,
    leaves: [
      { f: "identity.names", v: NAME },
      { f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "declared" } },
    ],
  };
  return {
    clear: { ...draft.clear, "env.retention.eraseBy": "2036-12-19" },
    private: { ...draft.private, "private.consentRefs": [], "private.consentAssertions": [] },
    body: { ...draft.body, Rr4cQm8y2bT0wXyN5hKd3A: identity },
  };
}

/** Of the person in the story that the vectors tell: she is invented. */
const NAME = {
  original: "\u041e\u043a\u0441\u0430\u043d\u0430",
  latin: "Oksana",
  script: "Cyrl",
  scheme: "ICAO9303-3-6",
  part: "forename",
  certainty: "certain",
};
