import { vitalRequest } from "./draft-request.ts";

/** S01.1 of the scenarios as a draft request that rests on the consent of the person it is about. */
export function requestOnConsent() {
  const { body, ...rest } = vitalRequest();
  const subject = Object.entries(body).find(([, group]) => kindOf(group) === "subject")?.[0] ?? "";
  const at = (days: number) =>
    `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
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
    legalBases: ["GDPR#6(1)(a)" as const, "GDPR#9(2)(a)" as const],
    clear: { "env.handling.conditions": ["ASSISTANCE_ONLY"] },
    consents: [{ subject, record }],
    people: { [subject]: "case-1" },
    sources: [],
  };
}

const kindOf = (group: unknown): string => (group as { readonly kind: string }).kind;
