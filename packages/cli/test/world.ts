import { createFixedClock, toInstant } from "@safepassage/core";
import {
  type AgreementText,
  agreementDigest,
  issueConsentAssertion,
  issueMessage,
  sealMessage,
  signAgreement,
} from "@safepassage/message";
import { type Consent, type Draft, PROFILE_DIGEST } from "@safepassage/schema";
import {
  createSigner,
  issueEpochs,
  newEpoch,
  type PrivateJwk,
  parsePrivateJwk,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

const NGO_B = scenarios.parties["NGO-B"].entity;
export const NGO_C = scenarios.parties["NGO-C"].entity;

/**
 * Writes what two agencies have on disk before NGO-B sends to NGO-C: registry, agreement, key epoch,
 * NGO-B's consent record, and a draft that holds names nobody consented to share; and that draft
 * sealed as it is.
 *
 * @param files - Holds `ngo-b.key`, `ngo-c.key` and `judge-b.key`; gets the rest.
 * @param now - When the draft is written; everything else is valid then.
 */
export function writeWorld(files: Map<string, string>, now: Date): void {
  const [ngoB, ngoC] = [keyIn(files, "ngo-b.key"), keyIn(files, "ngo-c.key")];
  const from = toInstant(addDays(now, -20));
  const agency = (name: "NGO-B" | "NGO-C" | "Judge-B", jwk: PrivateJwk) => {
    const { entity, ...facts } = scenarios.parties[name];
    const keys = [{ jwk: publicJwk(jwk), from, status: "active" }];
    return { entity, name, facts: [{ from, ...facts }], keys };
  };
  const judgeB = keyIn(files, "judge-b.key");
  files.set(
    "registry.json",
    JSON.stringify({
      spp: "1.0",
      test: true,
      issuedAt: from,
      states: scenarios.states,
      agencies: [
        agency("NGO-B", ngoB),
        agency("NGO-C", ngoC),
        agency("Judge-B", judgeB),
        // Its address tells a name.
        { ...agency("NGO-C", ngoC), entity: "https://oksana-primernaia.test", keys: [] },
      ],
    }),
  );
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const text: AgreementText = {
    ...terms,
    from: dayOf(addDays(now, -60)),
    until: dayOf(addDays(now, 600)),
    parties: [NGO_B, NGO_C],
    profiles: [PROFILE_DIGEST],
  };
  files.set("terms.json", JSON.stringify(text));
  files.set("agr.ngo-b.json", signAgreement(text, [createSigner(ngoB)]));
  files.set("agr.json", signAgreement(text, [createSigner(ngoB), createSigner(ngoC)]));

  const epoch = newEpoch({ crv: "X25519", from: addDays(now, -1) });
  files.set("ngo-c.epoch.key", JSON.stringify(epoch.jwk));
  files.set(
    "ngo-c.epochs",
    issueEpochs([epoch], { entity: NGO_C, signer: createSigner(ngoC), now }),
  );
  const consent = consentAt(now);
  const { ref: _ref, subject: _subject, ...stated } = consent;
  const record = { person: "B-1", givenAt: consent.validFrom, ...stated };
  files.set("consent.json", JSON.stringify(record));
  const draft = draftWithNames({ text, consent, ngoB, ngoC, now });
  files.set("draft.json", JSON.stringify(draft));
  files.set(
    "order.json",
    JSON.stringify({
      kind: "judicialOrder",
      authority: "judge",
      capacity: "issued",
      scope: ["subject"],
      validUntil: dayOf(addDays(now, 30)),
    }),
  );
  // Sealed with a valid key and without the command, which would have refused to.
  const sealed = sealMessage(issueMessage(draft, { signer: createSigner(ngoB) }), {
    sender: NGO_B,
    recipient: NGO_C,
    recipientKey: publicJwk(epoch.jwk),
  });
  files.set("not-prepared.jwe", sealed);
}

export function keyIn(files: ReadonlyMap<string, string>, path: string): PrivateJwk {
  return parsePrivateJwk(JSON.parse(files.get(path) ?? "null"));
}

function draftWithNames(what: {
  readonly text: AgreementText;
  readonly consent: Consent;
  readonly ngoB: PrivateJwk;
  readonly ngoC: PrivateJwk;
  readonly now: Date;
}): Draft {
  const { text, consent, ngoB, ngoC, now } = what;
  const written = firstMessages()[0].message as unknown as Draft;
  const tooMuch = firstMessages()[1].message as unknown as Draft;
  const {
    "env.digest.private": _,
    "env.digest.body": __,
    ...clear
  } = written.clear as Draft["clear"] & Record<"env.digest.private" | "env.digest.body", string>;
  return {
    clear: {
      ...clear,
      "env.profile": PROFILE_DIGEST,
      "env.createdAt": toInstant(now),
      "env.deliverBy": toInstant(addDays(now, 7)),
      "env.retention.eraseBy": dayOf(addDays(now, 25)),
      "env.agreementRef": { id: text.id, version: text.version, sha256: agreementDigest(text) },
      "env.holder": { entity: NGO_C, thumbprint: ngoC.kid },
    },
    private: {
      ...written.private,
      "private.consentAssertions": [
        issueConsentAssertion(consent, {
          holder: NGO_B,
          recipient: NGO_C,
          signer: createSigner(ngoB),
          clock: createFixedClock(now),
        }),
      ],
    },
    body: asOf(now, { ...tooMuch.body, ...written.body }),
  };
}

function consentAt(now: Date): Consent {
  const [consent] = firstMessages()[0].context.consents as readonly Consent[];
  if (consent === undefined) throw new TypeError("S01.1 has no consent");
  return {
    ...consent,
    validFrom: toInstant(addDays(now, -20)),
    validUntil: toInstant(addDays(now, 160)),
  };
}

/** The evaluation of each group is of the month of the draft. */
function asOf(now: Date, body: Draft["body"]): Draft["body"] {
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => {
      const meta = { ...group.meta, asOf: dayOf(now).slice(0, 7) };
      return [gid, { ...group, meta }];
    }),
  ) as Draft["body"];
}

function firstMessages() {
  const [first, second] = scenarios.scenarios[0]?.messages ?? [];
  if (first === undefined || second === undefined) throw new TypeError("no S01 in the scenarios");
  return [first, second] as const;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}
