import { toInstant } from "@safepassage/core";
import { vitalRequest } from "@safepassage/testing/draft-request";
import type { DraftRequest } from "../src/send/draft-request.ts";

/** S01.1 of the scenarios as a draft request that rests on the consent of the person it is about. */
export function requestOnConsent(): DraftRequest {
  const { body, ...rest } = vitalRequest();
  const subject = Object.entries(body).find(([, group]) => kindOf(group) === "subject")?.[0] ?? "";
  const at = (days: number) => toInstant(new Date(Date.now() + days * 86_400_000));
  const record = {
    person: "case-1",
    givenAt: at(-1),
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: ["https://ngo-c.test"],
    scope: [...new Set(Object.values(body).map(kindOf))],
    validFrom: at(-1),
    validUntil: at(200),
    withdrawnAt: null,
    language: "rus",
    languageUnderstood: true,
    withdrawalMethod: true,
  };
  return {
    ...rest,
    body,
    legalBases: ["GDPR#6(1)(a)", "GDPR#9(2)(a)"],
    clear: { "env.handling.conditions": ["ASSISTANCE_ONLY"] },
    consents: [{ subject, record }],
    people: { [subject]: "case-1" },
    sources: [],
  };
}

const kindOf = (group: unknown): string => (group as { readonly kind: string }).kind;
