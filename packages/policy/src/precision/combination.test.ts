import type { Body, Code, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, consentTo, inputOf, META } from "../../test/case.ts";
import { createFacts } from "../conditions/facts.ts";
import { findOverweightPaths, judgeIdentification, quasiIdentifierBits } from "./combination.ts";

type Value = Group["leaves"][number]["v"];
const group = (kind: string, links: string[], ...leaves: [string, Value][]): Group => ({
  kind,
  links,
  meta: META,
  leaves: leaves.map(([f, v]) => ({ f, v })),
});
const person = (
  ledCategory: Code<"led6_category">,
  ageClass: Code<"age_class">,
  ...leaves: [string, Value][]
): Group => ({
  ...group("subject", [], ...leaves),
  ledCategory,
  ageClass,
});
const CONSENT = consentTo(["subject"]);

const given = (body: Body, bound: number, more: Partial<Case> = {}) =>
  inputOf({
    body,
    agreement: { noIdentificationClause: true, quasiIdentifierBound: bound },
    ...more,
  });

describe("bits", () => {
  const bitsOf = (body: Body) => quasiIdentifierBits(inputOf({ body }).message, "anna");
  const ofLeaves = (...leaves: [string, Value][]) =>
    bitsOf({ anna: person("victim", "adult"), more: group("event", ["anna"], ...leaves) });

  it.each<[string, [string, Value][], number]>([
    [
      "the weights of the fields",
      [
        ["subject.sex", "2"],
        ["subject.nationality", ["XC"]],
      ],
      7,
    ],
    [
      "no field without one",
      [
        ["event.indicators", "isolation"],
        ["toString", "x"],
      ],
      0,
    ],
    [
      "two fields that everybody may see",
      [
        ["event.isic", "I"],
        ["location.country", "XB"],
      ],
      6,
    ],
    [
      "a field once",
      [
        ["event.routeCountries", "XA"],
        ["event.routeCountries", "XB"],
      ],
      6,
    ],
    [
      "the finer of two that derive",
      [
        ["location.country", "XB"],
        ["location.adminArea", "XB-1"],
      ],
      8,
    ],
    [
      "the finer, whichever comes first",
      [
        ["location.precise", {}],
        ["location.country", "XB"],
      ],
      20,
    ],
    [
      "both of two that do not derive",
      [
        ["event.exploitation", "x"],
        ["event.isic", "I"],
      ],
      5,
    ],
    [
      "the finest of several dates",
      [
        ["event.period", "2026"],
        ["event.period", "2026-10"],
      ],
      6,
    ],
  ])("are the sum of %s", (_, leaves, expected) => {
    expect(ofLeaves(...leaves)).toBe(expected);
  });

  it.each<[string, string, Value, number]>([
    ["a year", "event.period", "2026", 2],
    ["a quarter", "event.period", "2026-36", 4],
    ["a month", "event.period", "2026-10", 6],
    ["a day", "event.period", "2026-10-05", 11],
    ["what is no date", "event.period", 7, 11],
    ["a year of birth", "identity.dateOfBirth", { edtf: "1998" }, 6],
    ["a month of birth", "identity.dateOfBirth", { edtf: "1998-05" }, 10],
    ["a day of birth", "identity.dateOfBirth", { edtf: "1998-05-17" }, 15],
    ["a record without date", "identity.dateOfBirth", {}, 15],
    ["a precision that has no weight", "identity.dateOfBirth", { edtf: "1998-33" }, 15],
  ])("of %s", (_, field, value, expected) => {
    expect(ofLeaves([field, value])).toBe(expected);
  });

  it("are those of groups about her, and of those linked to nobody", () => {
    const sex: [string, Value] = ["subject.sex", "2"];
    const body = (links: string[]): Body => ({
      anna: person("victim", "adult", sex),
      bea: person("victim", "adult", ["subject.nationality", "XC"]),
      event: group("event", links, ["event.period", "2026"]),
    });
    expect(bitsOf(body(["anna"]))).toBe(3);
    expect(bitsOf(body(["bea"]))).toBe(1);
    expect(bitsOf(body(["bea", "anna"]))).toBe(3);
    expect(bitsOf(body([]))).toBe(3);
  });
});

describe("whom the clause protects", () => {
  const protectedBy = (ledCategory: Code<"led6_category">, ageClass: Code<"age_class">) =>
    judgeIdentification(given({ anna: person(ledCategory, ageClass) }, 20)).map(({ gid }) => gid);

  it.each([
    ["victim", "adult"],
    ["possibleVictim", "adult"],
    ["victim", "unknown"],
  ] as const)("is a %s, %s", (ledCategory, ageClass) => {
    expect(protectedBy(ledCategory, ageClass)).toEqual(["anna"]);
  });

  it.each([
    ["victim", "child"],
    ["victim", "presumedChild"],
    ["suspect", "adult"],
    ["witness", "adult"],
  ] as const)("is no %s, %s", (ledCategory, ageClass) => {
    expect(protectedBy(ledCategory, ageClass)).toEqual([]);
  });

  it("is nobody without the clause", () => {
    const body = { anna: person("victim", "adult", ["subject.sex", "2"]) };
    expect(judgeIdentification(inputOf({ body }))).toEqual([]);
    const agreement = { quasiIdentifierBound: 0 };
    expect(findOverweightPaths(createFacts(inputOf({ body, agreement })))).toEqual(new Set());
  });
});

describe("what a message says about her", () => {
  const NAMES: [string, Value] = ["identity.names", []];
  const body: Body = {
    anna: person("victim", "adult", ["subject.sex", "2"], ["subject.languages", "de"]),
    bea: person("suspect", "adult", ["subject.nationality", "XC"]),
    hers: group("identity", ["anna"], ["identity.documentStatusOnly", {}], NAMES),
    anyones: group("contact", [], ["contact.phone", "+3210000001"]),
    his: group("identity", ["bea"], NAMES),
    odd: group("event", ["anna"], ["no.field", "x"]),
  };
  const judged = (more: Partial<Case> = {}) => judgeIdentification(given(body, 20, more))[0];

  it("is every leaf that identifies, and the weight of all", () => {
    expect(judged()).toEqual({
      gid: "anna",
      identifying: [
        { gid: "hers", leaf: 1 },
        { gid: "anyones", leaf: 0 },
        { gid: "odd", leaf: 0 },
      ],
      bits: 1 + 6 + 2 + 30 + 30,
      weights: new Map([
        ["subject.sex", 1],
        ["subject.languages", 6],
        ["document", 2],
        ["identity.names", 30],
        ["contact.phone", 30],
        ["no.field", 0],
      ]),
    });
  });

  it("is not what she consented to; what lies in every scope she did not choose", () => {
    const consents = [{ ...CONSENT, scope: ["subject", "identity"] }];
    const { identifying, bits } = judged({ consents }) ?? {};
    expect(identifying).toEqual([
      { gid: "anyones", leaf: 0 },
      { gid: "odd", leaf: 0 },
    ]);
    expect(bits).toBe(6 + 30);
  });
});

describe("what is left out to stay within the bound", () => {
  const dropped = (body: Body, bound: number, more: Partial<Case> = {}) => [
    ...findOverweightPaths(createFacts(given(body, bound, more))),
  ];
  const SUBJECT: [string, Value][] = [
    ["subject.sex", "2"],
    ["subject.nationality", "XC"],
    ["subject.ageBand", "27-29"],
  ];
  const EVENT: [string, Value][] = [
    ["event.indicators", "isolation"],
    ["event.period", "2026-10-05"],
    ["event.routeCountries", "XA"],
    ["event.isic", "I"],
  ];
  const anna = person("victim", "adult", ...SUBJECT);
  const body: Body = { anna, event: group("event", ["anna"], ...EVENT) };
  // Admitted up to the month, a period weighs 6: 1 + 6 + 3 and 6 + 6 + 3.
  const order = [
    "event/event.routeCountries",
    "event/event.period",
    "anna/subject.nationality",
    "event/event.isic",
    "anna/subject.ageBand",
    "anna/subject.sex",
  ];

  it.each([
    [25, 0],
    [24, 1],
    [19, 1],
    [18, 2],
    [12, 3],
    [6, 4],
    [3, 5],
    [0, 6],
  ])(
    "is, to stay within %i, the heaviest and of equals the later in the catalogue: %i",
    (bound, count) => {
      expect(dropped(body, bound)).toEqual(order.slice(0, count));
    },
  );

  it("is of groups that are alike the later", () => {
    const later = group("event", ["anna"], ["event.routeCountries", "XB"]);
    const two = (first: string, second: string): Body => ({
      anna,
      [first]: later,
      [second]: later,
    });
    const both = ["e2/event.routeCountries", "e1/event.routeCountries"];
    expect(dropped(two("e1", "e2"), 10)).toEqual(both);
    expect(dropped(two("e2", "e1"), 10)).toEqual(both);
  });

  it("is never what the purpose requires", () => {
    const need = group("need", ["anna"], ["need.services", "shelter"], ["need.riskLevel", "high"]);
    const referral = { purpose: "ASSISTANCE_REFERRAL" };
    expect(dropped({ anna: person("victim", "adult"), need }, 0, referral)).toEqual([
      "need/need.riskLevel",
    ]);
  });

  it("is nothing that she consented to, but what lies in every scope", () => {
    const languages: [string, Value] = ["subject.languages", "de"];
    const speaking = { anna: person("victim", "adult", ...SUBJECT, languages) };
    expect(dropped(speaking, 0, { consents: [CONSENT] })).toEqual(["anna/subject.languages"]);
  });

  it("is nothing that could not be sent anyhow, and weighs nothing", () => {
    const hidden: [string, Value][] = [
      ["identity.placeOfBirth", { country: "XC" }],
      ["identity.names", []],
    ];
    const more: Body = {
      ...body,
      identity: group("identity", ["anna"], ...hidden),
      place: group("location", ["anna"], ["location.precise", {}]),
      odd: group("event", ["anna"], ["no.field", "x"]),
    };
    expect(dropped(more, 25)).toEqual([]);
  });

  it("is what a finer value would be sent as", () => {
    // This purpose admits the country, and no area under any condition: 6 for the month and 3.
    const asked = { purpose: "JUDICIAL_EVIDENCE", clear: { "env.messageType": "request" } };
    const place = group("location", ["anna"], ["location.adminArea", "XB-01"]);
    const event = group("event", ["anna"], ["event.period", "2026-10-05"]);
    const evidence = { anna: person("victim", "adult"), event, place };
    expect(dropped(evidence, 8, asked)).toEqual(["event/event.period"]);
    expect(dropped(evidence, 9, asked)).toEqual([]);
  });

  it("is decided of each person by herself, and what is gone for one is gone for all", () => {
    const bea = person("possibleVictim", "adult", ["subject.nationality", "XC"]);
    const shared = group("event", [], ["event.routeCountries", "XA"]);
    const expected = ["shared/event.routeCountries"];
    expect(dropped({ bea, anna: { ...anna, leaves: bea.leaves }, shared }, 6)).toEqual(expected);
    const hers = group("event", ["anna"], ["event.period", "2026-10"]);
    const his = group("event", ["kim"], ["event.period", "2026-10"]);
    const kim = person("suspect", "adult", ["subject.nationality", "XC"]);
    const people: Body = { bea, kim, anna: person("victim", "adult"), shared, hers, his };
    expect(dropped(people, 5)).toEqual([
      "shared/event.routeCountries",
      "bea/subject.nationality",
      "hers/event.period",
    ]);
  });

  it("leaves no room for another person's because hers is gone", () => {
    const nationality: [string, Value] = ["subject.nationality", "XC"];
    const hers = group("event", ["bea"], ["event.routeCountries", "XA"]);
    const when = (links: string[]) => group("event", links, ["event.period", "2026-10"]);
    const two: Body = {
      anna: person("victim", "adult", nationality),
      bea: person("victim", "adult"),
      hers,
    };
    expect(dropped({ ...two, when: when(["bea"]) }, 8)).toEqual(["hers/event.routeCountries"]);
    expect(dropped({ ...two, when: when([]) }, 8)).toContain("hers/event.routeCountries");
  });

  it("is nothing where nobody is protected", () => {
    expect(dropped({ ...body, anna: person("victim", "child", ...SUBJECT) }, 0)).toEqual([]);
  });
});
