import type { Json } from "@safepassage/core";
import {
  checkDraft,
  checkMessage,
  computeProfileDigest,
  datePrecision,
  FIELDS,
  PROFILE_DIGEST,
  parseAgreement,
  parseConsent,
  parseConsentRecord,
  parseDecodedMessage,
  valueSchema,
} from "@safepassage/schema";
import { applyPatch, type PatchOperation } from "./json-patch.ts";
import { outcome } from "./outcome.ts";
import { scenarioMessages, variants } from "./scenarios.ts";
import type { Vectors } from "./vectors.ts";

/** Messages whole and damaged, agreements, consents, and each field's type over many values. */
export function cases(vectors: Vectors): Record<string, unknown> {
  const messages = scenarioMessages(vectors);
  return {
    profile: { computed: outcome(() => computeProfileDigest()), stated: PROFILE_DIGEST },
    ...Object.fromEntries(messages.flatMap(variants).map(([name, value]) => [name, judge(value)])),
    ...Object.fromEntries(
      messages.flatMap(({ name, agreement, consents }) => [
        [`${name} agreement`, outcome(() => parseAgreement(agreement))],
        ...consents.map((consent, i) => [
          `${name} consent ${i}`,
          outcome(() => parseConsent(consent)),
        ]),
      ]),
    ),
    ...vectorCases(vectors),
    ...Object.fromEntries(
      DATES.map((text) => [`date ${text}`, outcome(() => datePrecision(text))]),
    ),
    ...Object.fromEntries(FIELDS.map(({ id }) => [`field ${id}`, admits(id)])),
  };
}

/** The vectors of values and of messages. */
function vectorCases(vectors: Vectors): Record<string, unknown> {
  const { cases: values } = vectors["schema/values.json"] as { cases: readonly ValueCase[] };
  const { record, cases: consents } = vectors["consent/assertion-of.json"] as {
    record: object;
    cases: readonly { id: string; record?: object }[];
  };
  const { cases: edits } = vectors["schema/messages.json"] as { cases: readonly EditCase[] };
  const [first] = scenarioMessages(vectors);
  return Object.fromEntries([
    ...values.map(({ id, field, value, test = true }) => [
      `value ${id}`,
      outcome(() => {
        const { success, data, error } = valueSchema(field, { test }).safeParse(value);
        return success ? { data } : { paths: error.issues.map(({ path }) => path.join("/")) };
      }),
    ]),
    ...edits.map(({ id, ops }) => [
      `message ${id}`,
      outcome(() => checkMessage(applyPatch(first?.message, ops))),
    ]),
    ...consents.map(({ id, record: change }) => [
      `consent record ${id}`,
      outcome(() => parseConsentRecord({ ...record, ...change })),
    ]),
  ]);
}

function judge(message: Json): unknown {
  return {
    message: checkMessage(message),
    draft: checkDraft(message),
    parsed: outcome(() => parseDecodedMessage(message) !== undefined),
  };
}

/** Which of the values a field admits, one digit each, in tests and outside. */
function admits(field: string): string {
  return [true, false]
    .map((test) => {
      const schema = valueSchema(field, { test });
      return VALUES.map((value) => (schema.safeParse(value).success ? "1" : "0")).join("");
    })
    .join(" ");
}

interface ValueCase {
  readonly id: string;
  readonly field: string;
  readonly value: unknown;
  readonly test?: boolean;
}

interface EditCase {
  readonly id: string;
  readonly ops: readonly PatchOperation[];
}

const DATES = [
  "2026",
  "2026-11",
  "2026-11-24",
  "2026-02-30",
  "2024-02-29",
  "202X",
  "2026-24",
  "2026-11-24T09:00:00Z",
  "2026/2027",
  "2026-11/..",
  "2026~",
  "-0001",
  "",
  "١٩٩٠",
];

const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -0,
  1,
  1.5,
  -1,
  65_536,
  2 ** 53,
  "",
  " ",
  "a",
  "A",
  "1",
  "2",
  "rus",
  "eng",
  "XA",
  "XB",
  "DE",
  "GB",
  "victim",
  "adult",
  "medium",
  "full",
  "police",
  "2026",
  "2026-11",
  "2026-11-24",
  "2026-11-24T09:00:00Z",
  "2026-11-24T09:00:00.000Z",
  "P12M",
  "PT72H",
  "https://ngo-b.test",
  "https://ngo-b.test/",
  "HTTPS://NGO-B.TEST",
  "https://ngo-b.test/\u202e",
  "865ff681-7704-4470-8135-68a89da147d0",
  "sX55H5KQ3JhjAj_MFH-MZQ",
  "sX55H5KQ3JhjAj_MFH-MZR",
  "LY5bvb_pFix0c7R_2U5QfvB0dbQCauJz-w9yeaq8Hes",
  "GDPR#6(1)(a)",
  "e\u0301",
  "\u00e9",
  "\u0627\u0644",
  "\u{1f600}",
  "\u200d",
  "x".repeat(300),
  [],
  ["a"],
  ["a", "a"],
  {},
  { kind: "phone", value: "+4915112345678" },
  { via: "https://ngo-b.test", instruction: ["intermediaryOnly"] },
  { level: "routine", ground: "none" },
  { original: "Анна", latin: "Anna", script: "Cyrl", scheme: "iso9" },
  { original: "Anna", latin: "Anna", script: "Latn", scheme: "native" },
];
