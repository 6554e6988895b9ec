import type { Authorisation, Body, Consent, PurposeEntry } from "@safepassage/schema";
import { drawOpaque } from "./arbitrary-value.ts";
import type { Draw } from "./draw.ts";

/** Consents of most persons of a body, some of them void. */
export function drawConsents(draw: Draw, purpose: PurposeEntry, body: Body): readonly Consent[] {
  const kinds = [...new Set(Object.values(body).map(({ kind }) => kind))];
  return Object.entries(body).flatMap(([gid, { kind }]): Consent[] => {
    if (kind !== "subject" || !draw.chance(0.65)) return [];
    return [
      {
        ref: drawOpaque(draw, 128),
        subject: gid,
        status: draw.pick([
          "ConsentGiven",
          "ConsentGiven",
          "RenewedConsentGiven",
          "ConsentWithdrawn",
        ]),
        giver: draw.pick(["self", "self", "guardian"]),
        giverIsSuspect: draw.chance(0.05),
        purposes: [purpose.id],
        recipients: ["https://recipient.test"],
        scope: draw.some(kinds, 0.8),
        validFrom: "2026-11-01T00:00:00Z",
        validUntil: draw.pick([
          "2027-05-01T00:00:00Z",
          "2027-05-01T00:00:00Z",
          "2026-11-20T00:00:00Z",
        ]),
        withdrawnAt: null,
        language: "eng",
        languageUnderstood: true,
        withdrawalMethod: true,
      },
    ];
  });
}

/** An authorisation that is usually bound to the message. */
export function drawAuthorisation(
  draw: Draw,
  { purpose, body, country, recipient }: Authorised,
): Authorisation {
  return {
    issuer: {
      entity: "https://judge-b.test",
      type: "court",
      country: draw.chance(0.9) ? country : "XE",
      regime: "LED",
      judicialRoles: ["judge", "court", "publicProsecutor"],
    },
    purposes: [draw.chance(0.9) ? purpose : "STATISTICS"],
    recipient: draw.chance(0.9) ? recipient : "https://other.test",
    binds: draw.some(Object.keys(body), 0.9),
    entry: "private.authorisations/0",
    kind: draw.pick(["judicialOrder", "judicialOrder", "biometricSearch", "providerConsent"]),
    authority: draw.pick(["judge", "court", "publicProsecutor", "otherWithValidator"]),
    issuedAt: "2026-11-20T00:00:00Z",
    validUntil: draw.pick(["2026-12-31", "2026-11-24", "2026-11-23"]),
    scope: draw.some(["identity", "evidence", "match", "identity.names"], 0.8),
  };
}

interface Authorised {
  readonly purpose: string;
  readonly body: Body;
  readonly country: string;
  readonly recipient: string;
}
