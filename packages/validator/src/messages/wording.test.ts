import type { Messages } from "@safepassage/rules";
import { FIELDS, KINDS, PURPOSES, RULES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { DEFAULT_PACKS, IMPLEMENTED_RULES } from "../packs.ts";
import { createWording, ENGLISH, ENGLISH_WORDING } from "./wording.ts";

const PLACE = { field: "identity.dateOfBirth", kind: "identity" };

describe("the English messages", () => {
  it("say every code of every rule, and no other", () => {
    const codes = IMPLEMENTED_RULES.flatMap((rule) => rule.codes);
    expect(Object.keys(ENGLISH.codes).sort()).toEqual([...codes].sort());
  });

  it("of each pack say the codes of its rules, and no other, in their order", () => {
    for (const { id, rules, messages } of DEFAULT_PACKS) {
      const said = Object.keys(messages?.[0]?.codes ?? {});
      const own = rules.flatMap(({ codes }) => codes);
      expect({ id, said: said.toSorted() }).toEqual({ id, said: own.toSorted() });
      const others = said.filter((code) => !code.startsWith("R53_"));
      expect(others).toEqual(others.toSorted());
    }
    expect(Object.keys(ENGLISH.words)).toEqual(Object.keys(ENGLISH.words).toSorted());
  });

  it("name nothing but field, kind and purpose, and are sentences", () => {
    expect(() => createWording(ENGLISH)).not.toThrow();
    for (const { text, fix = "." } of Object.values(ENGLISH.codes)) {
      expect(text).toMatch(/\.$/);
      expect(fix).toMatch(/\.$/);
    }
  });

  it("name every field, kind and purpose, in order and each by a name of its own", () => {
    const { fields, kinds, purposes } = ENGLISH;
    expect(Object.keys(fields)).toEqual(FIELDS.map(({ id }) => id).sort());
    expect(Object.keys(kinds)).toEqual(Object.keys(KINDS).sort());
    expect(Object.keys(purposes)).toEqual(PURPOSES.map(({ id }) => id).sort());
    for (const labels of [fields, kinds, purposes].map((part) => Object.values(part))) {
      expect(new Set(labels).size).toBe(labels.length);
      for (const label of labels) expect(label).toMatch(/^[A-Z][^{}]+$/);
    }
    expect(ENGLISH_WORDING.field("identity.dateOfBirth")).toBe("Date of birth");
    expect(ENGLISH_WORDING.kind("subject")).toBe("Person");
    expect(ENGLISH_WORDING.kind("nothing")).toBe("nothing");
  });

  it("have a fix for every rule: that of the pack, or else of the catalogue", () => {
    for (const { id } of RULES) expect(ENGLISH_WORDING.fix(id, id)).toMatch(/\.$/);
    for (const [id, fix] of DEFAULT_PACKS.flatMap(({ messages = [] }) =>
      messages.flatMap(({ fixes = {} }) => Object.entries(fixes)),
    )) {
      expect(ENGLISH_WORDING.fix(id, id)).toBe(fix.replaceAll("{$purpose}", "this purpose"));
    }
  });

  it.each([
    ["R03_PURPOSE_UNKNOWN", /purpose of the list/],
    ["R03_SENDER_NOT_ADMITTED", /another purpose, or let an agency of an admitted type send it/],
    ["R04_NATIONAL_NOT_AGREED", /added to the agreement/],
    ["R24_INCAPACITY_NOT_STATED", /give that as a reason/],
    ["R24_STATE_UNKNOWN", /authority of the registry/],
    ["R36_WHEREABOUTS", /the whole place.*warning of immediate danger/],
    ["R64_CLASSIFICATION_TOO_HIGH", /classified information/],
  ])("say of %s what cures it, as the fix of its rule does not", (code, cure) => {
    const [rule = ""] = code.split("_");
    expect(ENGLISH_WORDING.fix(rule, rule)).not.toMatch(cure);
    expect(ENGLISH_WORDING.fix(code, rule)).toMatch(cure);
  });

  it.each([
    // The rule also finds a decision or a validation that came late.
    ["R40_NO_DECISION", /recorded within twelve hours/],
    ["R41_VALIDATION_OVERDUE", /within 48 hours/],
    // The rule also finds one danger among several, and a danger that does not say what it threatens.
    ["R82_NO_VITAL_INTEREST", /A danger in the message is not stated/],
    ["R82_DANGER_NOT_SHOWN", /does not say enough about the danger/],
    // A person of unknown age counts as an adult, but may be a child.
    ["R85_NOT_COMPETENT", /does not state that everyone in danger is a child/],
    ["R85_PERSON_OBJECTS", /does not state that the person is a child/],
  ])("say of %s nothing but what its rule has found", (code, found) => {
    expect(ENGLISH_WORDING.sentence(code, PLACE)).toMatch(found);
  });

  it("are said with the ids of the place, or in general where there is none", () => {
    expect(ENGLISH_WORDING.sentence("R02_TOO_PRECISE", PLACE)).toBe(
      "“Date of birth” is more precise than this purpose allows.",
    );
    const place = { ...PLACE, purpose: "SAFE_RETURN" };
    expect(ENGLISH_WORDING.sentence("R02_TOO_PRECISE", place)).toBe(
      "“Date of birth” is more precise than “Safe return” allows.",
    );
    expect(ENGLISH_WORDING.sentence("R02_TOO_PRECISE")).toMatch(/^a field is more precise/);
  });

  it("name what a rule lacks: a fact, a tier, a claim", () => {
    expect(ENGLISH_WORDING.missing("agreement")).toMatch(/agreement/);
    expect(ENGLISH_WORDING.missing("tier state")).toMatch(/tier/);
    expect(ENGLISH_WORDING.missing("env.purpose")).toMatch(/^“Purpose”/);
    expect(ENGLISH_WORDING.sentence("R02_TOO_PRECISE", { field: "no.field" })).toMatch(
      /^no\.field/,
    );
    const needs = IMPLEMENTED_RULES.flatMap(({ parts }) => parts.flatMap((part) => part.needs));
    for (const fact of new Set(needs.filter((need) => !need.includes(".")))) {
      expect(ENGLISH_WORDING.missing(fact)).not.toMatch(/member of the message/);
    }
    expect(ENGLISH_WORDING.missing("registry.states")).toMatch(
      /^registry\.states.* what was given lacks/,
    );
  });
});

describe("an invented language", () => {
  const invented = createWording(translateAll(ENGLISH));

  it("says everything, and no word of English", () => {
    for (const { codes } of IMPLEMENTED_RULES) {
      for (const code of codes) {
        expect(invented.sentence(code, PLACE)).toMatch(INVENTED);
        expect(invented.fix(code, code.slice(0, 3), PLACE)).toMatch(INVENTED);
      }
    }
    for (const name of Object.keys(ENGLISH.words)) expect(invented.word(name)).toMatch(INVENTED);
    for (const { id } of FIELDS.slice(0, 3)) expect(invented.missing(id)).toMatch(INVENTED);
    expect(invented.locale).toBe("qaa");
  });

  it("is heard in the order given, and English last", () => {
    const two = createWording(
      { locale: "qaa", codes: { R02_TOO_PRECISE: { text: "⟦one⟧" } } },
      {
        locale: "qab",
        codes: { R02_TOO_PRECISE: { text: "⟦two⟧" }, R05_CONSENT_ALONE: { text: "⟦two⟧" } },
      },
    );
    expect(two.sentence("R02_TOO_PRECISE", PLACE)).toBe("⟦one⟧");
    expect(two.sentence("R05_CONSENT_ALONE")).toBe("⟦two⟧");
    expect(two.sentence("R10_STATEMENT_AS_CERTAIN", PLACE)).toBe(
      ENGLISH_WORDING.sentence("R10_STATEMENT_AS_CERTAIN", PLACE),
    );
  });

  it("keeps a fix of the code before a general one in its own words", () => {
    const general = createWording({ locale: "qaa", fixes: { R37: "⟦general⟧" } });
    expect(general.fix("R37_SHARED_WIDELY", "R37")).toBe(ENGLISH.codes["R37_SHARED_WIDELY"]?.fix);
    expect(general.fix("R37_OTHER", "R37")).toBe("⟦general⟧");
  });

  it("that is written from right to left isolates ids, and its English does not", () => {
    const hebrew = createWording({ locale: "he", codes: { X: { text: "{$field} !" } } });
    expect([hebrew.dir, ENGLISH_WORDING.dir]).toEqual(["rtl", "ltr"]);
    expect(hebrew.sentence("X", PLACE)).toBe("\u2068“Date of birth”\u2069 !");
    expect(hebrew.sentence("R02_TOO_PRECISE", PLACE)).toBe(
      ENGLISH_WORDING.sentence("R02_TOO_PRECISE", PLACE),
    );
  });

  it("that is written from right to left shows a label's own letters to what isolates it, so that a broken line keeps its quotes", () => {
    const arabic = createWording({
      locale: "ar",
      codes: { X: { text: "الحقل {$field}" } },
      fields: { "identity.dateOfBirth": "تاريخ الميلاد" },
      words: { "label.quoted": "«{$field}»" },
    });
    expect(arabic.sentence("X", PLACE)).toBe("الحقل \u2068«تاريخ الميلاد»\u2069");
  });

  it.each([
    [
      "asks for a value",
      { text: "{$value} is wrong." },
      /may name \$field and \$kind and \$purpose/,
    ],
    ["asks for one in a choice", { text: ".input {$v :string} .match $v * {{a}}" }, /\$v/],
    ["is no message", { text: "{$field" }, /no|not a message/],
    ["has no sound fix", { text: "a", fix: "{$name}" }, /fix of X/],
  ])("is refused where a sentence %s", (_, message, said) => {
    const translation = { locale: "qaa", codes: { X: message } };
    expect(() => createWording(translation)).toThrow(TypeError);
    expect(() => createWording(translation)).toThrow(said);
  });

  it("is refused without a locale", () => {
    expect(() => createWording({ locale: "no such locale" })).toThrow(RangeError);
  });
});

it("what nothing says is a mistake of the caller", () => {
  expect(ENGLISH_WORDING.has("X")).toBe(false);
  expect(() => ENGLISH_WORDING.sentence("X")).toThrow(TypeError);
  expect(() => ENGLISH_WORDING.word("X")).toThrow(TypeError);
});

/** Every sentence in brackets, so that what was not translated shows. */
function translateAll(messages: Messages): Messages {
  const { codes, fixes, words, fields, kinds, purposes, reasons, conditions, unnamed } = messages;
  const each = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, `⟦${text}⟧`]));
  return {
    locale: "qaa",
    codes: Object.fromEntries(
      Object.entries(codes).map(([code, { text, fix }]) => [
        code,
        { text: `⟦${text}⟧`, ...(fix === undefined ? {} : { fix: `⟦${fix}⟧` }) },
      ]),
    ),
    fixes: each(fixes),
    words: each(words),
    fields: each(fields),
    kinds: each(kinds),
    purposes: each(purposes),
    unnamed: each(unnamed),
    reasons: each(reasons),
    conditions: each(conditions),
  };
}

const INVENTED = /^⟦.*⟧$/;
