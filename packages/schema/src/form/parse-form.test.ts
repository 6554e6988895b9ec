import { describe, expect, it } from "vitest";
import * as z from "zod";
import { MAX_ISSUES } from "../value/issue.ts";
import { described } from "../value/note.ts";
import { boundedList, listSchema, textSchema, valueSchema } from "../value/zod-parts.ts";
import { findIssues, tellIssues } from "./parse-form.ts";

const purpose = () => textSchema({ t: "enum", list: "purpose" });
const language = () => textSchema({ t: "code", list: "iso639-3" });
const FILE = described(
  z.strictObject({
    purpose: described(purpose(), "what it is for"),
    language: language().optional(),
    legalBases: listSchema(valueSchema("env.legalBasis"), 1, 4).optional(),
    mode: z.enum(["fast", "safe"]).optional(),
    level: z.int().min(1).max(3).optional(),
    on: z.boolean().optional(),
    people: z.record(z.string(), z.string().min(1).max(8)).optional(),
    states: z.record(textSchema({ t: "code", list: "iso3166-1" }), z.boolean()).optional(),
    which: z
      .union([z.strictObject({ id: z.string() }), z.strictObject({ row: z.int().min(1).max(9) })])
      .optional(),
    leaf: z
      .discriminatedUnion("f", [
        z.strictObject({
          f: z.literal("need.riskLevel"),
          v: described(valueSchema("subject.languages"), "a language", { ofCase: true }),
        }),
        z.strictObject({ f: z.literal("need.services"), v: z.string() }),
      ])
      .optional(),
    born: valueSchema("identity.dateOfBirth").optional(),
    list: boundedList(z.strictObject({ a: z.boolean() }), 0, 2).optional(),
  }),
  "a file",
  { retired: { legalBasis: "legalBasis is called legalBases." } },
);

const GOOD = { purpose: "STATISTICS" };

function faultsOf(value: unknown): readonly string[] {
  return findIssues(FILE, value).map(({ pointer, code, fix }) => `${pointer} ${code} ${fix}`);
}

describe("the faults of a file", () => {
  it("are none where nothing is wrong", () => {
    expect(findIssues(FILE, GOOD)).toEqual([]);
  });

  it("are told all at once", () => {
    const faults = findIssues(FILE, { mode: "fats", level: 4, on: "yes", list: [{}, { a: 1 }] });
    expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/purpose", "MEMBER_MISSING"],
      ["/mode", "CODE_UNKNOWN"],
      ["/level", "NUMBER_OUT_OF_RANGE"],
      ["/on", "WRONG_TYPE"],
      ["/list/0/a", "MEMBER_MISSING"],
      ["/list/1/a", "WRONG_TYPE"],
    ]);
    expect(tellIssues(faults)).toMatch(
      /^6 issues\n\/purpose: It is missing\. Add it: what it is for/,
    );
  });

  it.each([
    ["a short list by all its codes", { mode: "fats" }, "/mode CODE_UNKNOWN One of: fast, safe."],
    [
      "a long list by the nearest code and where the list is",
      { language: "rus1" },
      "/language CODE_UNKNOWN Do you mean rus or bus or dus? safepassage codes iso639-3 prints the list.",
    ],
    [
      "a law by the nearest that a purpose admits",
      { legalBases: ["GDPR 6(1)(e)"] },
      "/legalBases/0 PATTERN_MISMATCH Do you mean GDPR#6(1)(e) or GDPR#6(1)(a) or GDPR#6(1)(c)?",
    ],
    [
      "a number by its range",
      { level: 0 },
      "/level NUMBER_OUT_OF_RANGE A whole number from 1 to 3.",
    ],
    ["a count by its range", { legalBases: [] }, "/legalBases COUNT_OUT_OF_RANGE Give 1 to 4."],
    [
      "the member that tells objects apart by what it may be",
      { leaf: { f: "need.service", v: "x" } },
      "/leaf/f CHOICE_UNKNOWN One of: need.riskLevel, need.services.",
    ],
  ])("name what is allowed: %s", (_, value, fault) => {
    expect(faultsOf({ ...GOOD, ...value })).toEqual([fault]);
  });

  it("say of an unknown member which is nearest, and what a former one is called now", () => {
    const [fault] = faultsOf({ ...GOOD, legalBasis: [], langage: "rus" });
    expect(fault).toMatch(
      /^ MEMBER_UNKNOWN legalBasis is called legalBases\. Do you mean language\? Only these may stand here: purpose, language,/,
    );
  });

  it("are those of the option that is meant", () => {
    expect(faultsOf({ ...GOOD, which: { row: 0 } })).toEqual([
      "/which/row NUMBER_OUT_OF_RANGE A whole number from 1 to 9.",
    ]);
    expect(faultsOf({ ...GOOD, which: 1 })).toEqual([
      "/which CHOICE_UNKNOWN Use one of the kinds of the field.",
    ]);
  });

  it("name the members of the option that is meant", () => {
    const leaf = { f: "need.services", v: "shelter", vv: "x" };
    expect(faultsOf({ ...GOOD, leaf })).toEqual([
      expect.stringMatching(/^\/leaf MEMBER_UNKNOWN .*Only these may stand here: f, v\.$/),
    ]);
  });

  it("name the place inside a value of the catalogue", () => {
    const faults = findIssues(FILE, { ...GOOD, born: { edtf: "Maria", Maria: 1 }, purpose: 1 });
    expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/purpose", "WRONG_TYPE"],
      ["/born/edtf", "DATE_MALFORMED"],
      ["/born/basis", "MEMBER_MISSING"],
      ["/born", "MEMBER_UNKNOWN"],
    ]);
    expect(JSON.stringify(faults)).not.toContain("Maria");
  });

  it("never name what was found, nor a name of the writer's own, nor what is near to a value of a case", () => {
    const faults = faultsOf({
      ...GOOD,
      language: "Maria",
      mode: "Maria",
      people: { Maria: "", Anna: "Maria Example" },
      states: { Maria: true },
      leaf: { f: "need.riskLevel", v: "rus1" },
      Maria: 1,
    });
    expect(faults.join("\n")).not.toMatch(/Maria|Anna/);
    expect(faults).toContain("/people WRONG_TYPE Write an object.");
    expect(faults.find((fault) => fault.startsWith("/leaf/v"))).toBe(
      "/leaf/v CODE_UNKNOWN safepassage codes iso639-3 prints the list.",
    );
    expect(faults.find((fault) => fault.startsWith("/states"))).toMatch(
      /^\/states\/\* CODE_UNKNOWN/,
    );
  });

  it("of what is no object are one", () => {
    for (const value of [null, [], "x", 1, undefined]) expect(faultsOf(value)).toHaveLength(1);
  });
});

it("looks for advice on no more faults than it tells", () => {
  let looks = 0;
  // Advice looks at the place of a fault in the file; the check itself only reads.
  const list = new Proxy(
    Array.from({ length: 5000 }, () => "recipientOfTheMessage"),
    {
      getOwnPropertyDescriptor(target, name) {
        looks++;
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    },
  );
  expect(findIssues(z.array(textSchema({ t: "fieldId" })), list)).toHaveLength(MAX_ISSUES);
  expect(looks).toBe(MAX_ISSUES);
});
