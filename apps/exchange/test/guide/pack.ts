import { atLeaf, defineRule, type RulePack } from "@safepassage/rules";

const serviceLanguages = ["rus", "ukr", "eng"];

const language = defineRule({
  id: "XE01",
  codes: ["XE01_LANGUAGE_NOT_SPOKEN"],
  about: {
    claims: {
      "env.recipient.country": new Set(["XE"]),
      "env.messageType": new Set(["referral"]),
    },
  },
  needs: ["env.recipient.country", "env.messageType"],
  evaluate({ leaves }) {
    return leaves
      .filter(({ field }) => field.id === "subject.languages")
      .filter(({ value }) => !serviceLanguages.includes(String(value)))
      .map((leaf) => atLeaf("XE01_LANGUAGE_NOT_SPOKEN", leaf));
  },
});

/** Rules of Novaia. */
export const novaia: RulePack = {
  id: "xe",
  version: "1.0.0",
  validFrom: "2026-01-01",
  validUntil: "2027-12-31",
  codeLists: { serviceLanguages },
  rules: [language],
  entries: [
    {
      id: "XE01",
      severity: "error",
      stage: "schema",
      check: "A referral names no language that no service in Novaia speaks",
      citation: "Assistance Act of Novaia, section 4 (invented)",
      citationStatus: "V",
      fix: "Leave the language out, or refer to another State.",
    },
  ],
  messages: [
    {
      locale: "en",
      codes: {
        XE01_LANGUAGE_NOT_SPOKEN: {
          text: "{$field} names a language that no service in Novaia speaks.",
        },
      },
    },
  ],
};
