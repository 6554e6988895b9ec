import {
  REASONS_ENGLISH,
  type ReasonMessage,
  type Sayable,
  sayInEnglish,
} from "@safepassage/policy";
import { CONDITIONS, PURPOSES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { createWording } from "./wording.ts";

const CONDITIONAL: readonly Sayable[] = PURPOSES.flatMap(({ conditional }) =>
  conditional.flatMap(({ when: needs }) => [
    { message: "CONDITIONS_UNMET", needs },
    { message: "CONDITIONS_UNMET_AS_IS", needs },
  ]),
);
const REASONS: readonly Sayable[] = [
  ...(Object.keys(REASONS_ENGLISH.reasons) as ReasonMessage[])
    .filter((message) => !message.startsWith("CONDITIONS_UNMET"))
    .map((message) => ({ message })),
  ...CONDITIONAL,
];

describe("the English reasons of the policy", () => {
  const { reasons, conditions } = REASONS_ENGLISH;

  it("are sentences, in order, and conditions parts of one", () => {
    expect(Object.keys(reasons)).toEqual(Object.keys(reasons).toSorted());
    for (const text of Object.values(reasons)) {
      // Why, in a sentence that names the field, and what to do now.
      expect(text).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
      expect(text).toContain("{$field}");
    }
    for (const text of Object.values(conditions)) expect(text).toMatch(/[^.]$/);
  });

  it("have words for every condition of the catalogue, and for no other", () => {
    const joints = ["all", "any", "not"];
    const ids = CONDITIONS.map(({ id }) => id).toSorted();
    expect(Object.keys(conditions).toSorted()).toEqual([...ids, ...joints]);
  });

  it("put conditions together as alternatives", () => {
    const needs = { any: [{ cond: "NAMED" }, { all: [{ cond: "NO_SUBJECT" }, { not: MADE_UP }] }] };
    expect(createWording().reason({ message: "CONDITIONS_UNMET", needs })).toBe(
      "For this purpose, this field may be sent only if the agreement names this field for this recipient; or " +
        "if no person is in the message and this does not hold: MADE_UP. " +
        "If that is so, state it.",
    );
  });

  it("name field and purpose in words, where they are said of one", () => {
    const place = { field: "identity.dateOfBirth", purpose: "RISK_ALERT" };
    expect(createWording().reason({ message: "FIELD_NOT_OF_PURPOSE", ...place })).toBe(
      "Messages for “Alert on a risk” never carry “Date of birth”. " +
        "If it is needed, ask whether another purpose fits.",
    );
    expect(createWording().reason({ message: "FIELD_NOT_OF_PURPOSE" })).toBe(
      "Messages for this purpose never carry this field. " +
        "If it is needed, ask whether another purpose fits.",
    );
    for (const reason of REASONS) {
      expect(sayInEnglish({ ...reason, ...place })).toBe(
        createWording().reason({ ...reason, ...place }),
      );
    }
  });
});

describe("reasons in an invented language", () => {
  const each = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.keys(texts).map((name) => [name, `⟦${name}⟧`]));
  const invented = createWording({
    locale: "qaa",
    reasons: { ...each(REASONS_ENGLISH.reasons), CONDITIONS_UNMET: "⟦only: {$conditions}⟧" },
    conditions: {
      ...each(REASONS_ENGLISH.conditions),
      all: "⟦{$one}+{$other}⟧",
      any: "⟦{$other}|{$one}⟧",
    },
  });

  it("hold no word of English", () => {
    for (const reason of REASONS) {
      const said = invented.reason(reason);
      expect(said.replaceAll(/⟦[A-Z_]+⟧|⟦only: |[⟦⟧+|]/g, "")).toBe("");
    }
  });

  it("have their parts in the order that the language wants", () => {
    const needs = { any: [{ cond: "CONSENT" }, { all: [{ cond: "CHILD" }, { cond: "NAMED" }] }] };
    expect(invented.reason({ message: "CONDITIONS_UNMET", needs })).toBe(
      "⟦only: ⟦⟦⟦CHILD⟧+⟦NAMED⟧⟧|⟦CONSENT⟧⟧⟧",
    );
  });

  it("are said in English where the language has no words", () => {
    const some = createWording({ locale: "qaa", conditions: { NAMED: "⟦row⟧" } });
    expect(some.reason({ message: "GROUP_EMPTY" })).toBe(sayInEnglish({ message: "GROUP_EMPTY" }));
    expect(some.reason({ message: "CONDITIONS_UNMET", needs: { cond: "NAMED" } })).toMatch(
      /^For this purpose, this field may be sent only if ⟦row⟧\. If that/,
    );
  });

  it.each([
    [
      "a kind",
      { reasons: { GROUP_EMPTY: "{$kind}" } },
      /may name \$field and \$purpose and \$conditions, and not \$kind/,
    ],
    ["a field of none", { unnamed: { field: "{$field}" } }, /may name nothing, and not \$field/],
    [
      "a third part",
      { conditions: { all: "{$one}{$third}" } },
      /may name \$one and \$other, and not \$third/,
    ],
    ["what no message is", { conditions: { not: "{$one" } }, /not is not a message/],
  ])("are refused where they name %s", (_, texts, said) => {
    expect(() => createWording({ locale: "qaa", ...texts })).toThrow(said);
  });
});

/** A condition of a caller's own table, which has no words. */
const MADE_UP = { cond: "MADE_UP" };
