import { toNumericDate } from "@safepassage/core";
import {
  type Accepts,
  acceptsBoolean,
  acceptsInteger,
  acceptsObject,
  acceptsSet,
  acceptsText,
} from "../value/accepts.ts";
import { type TextType, textFinder } from "../value/text-schema.ts";
import type { ConsentClaims } from "./consent.ts";

/** Accepts what `consentClaimsSchema` does. */
export function acceptsConsentClaims(): Accepts {
  accepts ??= build();
  return accepts;
}

let accepts: Accepts | undefined;

function build(): Accepts {
  const agency = text({ t: "agency" });
  const opaque = text({ t: "opaque", bits: 128 });
  const instant = text({ t: "instant" });
  const date = acceptsInteger(0, 253_402_300_799);
  const consent = acceptsObject({
    subject: { accepts: opaque },
    status: { accepts: text({ t: "enum", list: "consent_status" }) },
    giver: { accepts: text({ t: "enum", list: "consent_giver" }) },
    giverIsSuspect: { accepts: acceptsBoolean },
    purposes: { accepts: acceptsSet(text({ t: "enum", list: "purpose" }), 1, 1) },
    recipients: { accepts: acceptsSet(agency, 1, 1) },
    scope: { accepts: acceptsSet(text({ t: "fieldId", orKind: true }), 1, 258) },
    validFrom: { accepts: instant },
    validUntil: { accepts: instant },
    withdrawnAt: { accepts: (value) => value === null || instant(value) },
    language: { accepts: text({ t: "code", list: "iso639-3" }) },
    languageUnderstood: { accepts: acceptsBoolean },
    withdrawalMethod: { accepts: acceptsBoolean },
    written: { accepts: acceptsBoolean, optional: true },
  });
  const claims = acceptsObject({
    iss: { accepts: agency },
    aud: { accepts: agency },
    jti: { accepts: opaque },
    iat: { accepts: date },
    exp: { accepts: date },
    consent: { accepts: consent },
  });
  return (value) => claims(value) && isCoherent(value as ConsentClaims);
}

function isCoherent({ aud, iat, exp, consent }: ConsentClaims): boolean {
  return (
    iat <= exp &&
    exp <= toNumericDate(new Date(consent.validUntil)) &&
    consent.recipients.includes(aud) &&
    consent.validFrom <= consent.validUntil
  );
}

const text = (type: TextType): Accepts => acceptsText(textFinder(type, true));
