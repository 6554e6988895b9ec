import { type Body, checkDraft, type Draft } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isConsentOnly, minimise, type PolicyInput, permissions } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";
import { authorised, inputOf, META } from "./case.ts";

const PERSON = {
  kind: "subject",
  links: [],
  meta: META,
  ledCategory: "victim",
  ageClass: "adult",
  leaves: [{ f: "subject.pseudonym", v: "sX55H5KQ3JhjAj_MFH-MZQ" }],
} as const;

const EVENT = {
  kind: "event",
  links: ["anna"],
  meta: META,
  leaves: [
    { f: "event.indicators", v: "isolation" },
    { f: "event.period", v: "2026-10-05" },
  ],
} as const;

const BODY: Body = { anna: PERSON, event: EVENT };

describe("agreement", () => {
  it.each([
    ["is suspended", { state: "suspended" }],
    ["has ended", { until: "2026-11-23" }],
    ["has not begun", { from: "2026-11-25" }],
    ["is for another purpose", { purposes: ["STATISTICS"] }],
    ["names other parties", { parties: ["https://police-b.test"] }],
  ] as const)("admits nothing if it %s", (_, agreement) => {
    expect(codes(inputOf({ body: BODY, agreement }))).toEqual(["agreement"]);
  });

  it("is in force on its first and on its last day", () => {
    const agreement = { from: "2026-11-24", until: "2026-11-24" };
    expect(codes(inputOf({ body: BODY, agreement }))).toEqual([]);
  });

  it("is not in force on a day that the message does not state", () => {
    const { message, ...rest } = inputOf({ body: BODY });
    const { "env.createdAt": _gone, ...clear } = message.clear;
    const judged = codes({
      ...rest,
      message: { ...message, clear: clear as typeof message.clear },
    });
    expect(judged).toEqual(["agreement"]);
  });

  it("grants by its rows for this purpose, this field and this recipient", () => {
    const granted = (more: object) => {
      const row = { purpose: "VICTIM_IDENTIFICATION", explicit: false, strict: false, ...more };
      const rows = [{ field: "event.indicators", ...row }];
      const body = { anna: PERSON, event: { ...EVENT, leaves: EVENT.leaves.slice(0, 1) } };
      const judged = permissions(inputOf({ body, agreement: { purposeDefault: false, rows } }));
      return judged.find(({ field }) => field === "event.indicators")?.outcome;
    };
    expect(granted({})).toBe("allowed");
    expect(granted({ recipient: "https://ngo-c.test" })).toBe("allowed");
    expect(granted({ recipient: "https://other.test" })).toBe("withheld");
    expect(granted({ purpose: "STATISTICS" })).toBe("withheld");
    expect(granted({ field: "event.period" })).toBe("withheld");
  });

  it("caps a ladder by the ceiling for that ladder", () => {
    const row = {
      purpose: "VICTIM_IDENTIFICATION",
      field: "event.period",
      explicit: false,
      strict: false,
    };
    const max = [
      { ladder: "location", rung: "country" },
      { ladder: "time", rung: "quarter" },
    ];
    const capped = (rows: object[]) =>
      periodIn(inputOf({ body: BODY, agreement: { rows: rows as (typeof row)[] } }));
    expect(capped([{ ...row, max }])).toBe("2026-36");
    expect(capped([{ ...row, max: max.slice(0, 1) }])).toBe("2026-10");
    expect(capped([{ ...row, max }, row])).toBe("2026-10");
  });

  it("is judged on the day of judging too", () => {
    expect(codes({ ...inputOf({ body: BODY }), now: "2028-09-01T00:00:00Z" })).toEqual([
      "agreement",
    ]);
  });

  it("caps the rung of a field by the finest of its rows", () => {
    const row = {
      purpose: "VICTIM_IDENTIFICATION",
      field: "event.period",
      explicit: false,
      strict: false,
    };
    const capped = (...rungs: string[]) =>
      inputOf({
        body: BODY,
        agreement: { rows: rungs.map((rung) => ({ ...row, max: [{ ladder: "time", rung }] })) },
      });
    expect(periodIn(inputOf({ body: BODY }))).toBe("2026-10");
    expect(periodIn(capped("year"))).toBe("2026");
    expect(periodIn(capped("year", "quarter"))).toBe("2026-36");
    expect(periodIn(capped("day"))).toBe("2026-10");
    expect(periodIn(capped("none"))).toBeUndefined();
    expect(periodIn(capped("nonsense"))).toBeUndefined();
  });

  it("grants nothing by a row for another recipient", () => {
    const rows = ["subject.pseudonym", "event.indicators", "event.period"].map((field) => ({
      purpose: "VICTIM_IDENTIFICATION",
      field,
      explicit: false,
      strict: false,
      recipient: "https://other.test",
    }));
    const agreement = { purposeDefault: false, rows };
    expect(codes(inputOf({ body: BODY, agreement }))).toEqual(["agreement"]);
  });
});

describe("legal basis", () => {
  it.each([
    ["none is named", []],
    ["it names no task of a law-enforcement sender", ["LED#8"]],
    ["the national law is not in the agreement", ["NAT-XB#act-2"]],
    ["the national law is another State's", ["NAT-XC#act-1"]],
    ["it is not admitted for the purpose", ["GDPR#5(1)(c)"]],
    ["it does not parse", ["#", "constructor#1", ""]],
  ])("carries nothing personal if %s", (_, bases) => {
    expect(codes(inputOf({ body: BODY, bases }))).toEqual(["basis"]);
  });

  it("is consent alone where only consent counts, whatever else is named", () => {
    const gdpr = (bases: readonly string[]): PolicyInput => {
      const input = inputOf({ body: BODY, purpose: "ASSISTANCE_REFERRAL", bases });
      const clear = { ...input.message.clear, "env.sender.regime": "GDPR" as const };
      return { ...input, message: { ...input.message, clear } };
    };
    expect(isConsentOnly(gdpr(["GDPR#6(1)(a)"]))).toBe(true);
    expect(isConsentOnly(gdpr(["GDPR#6(1)(a)", "GDPR#9(2)(a)"]))).toBe(true);
    expect(isConsentOnly(gdpr(["GDPR#6(1)(a)", "GDPR#5(1)(c)"]))).toBe(true);
    expect(isConsentOnly(gdpr(["GDPR#6(1)(a)", "GDPR#6(1)(e)"]))).toBe(false);
    expect(isConsentOnly(gdpr([]))).toBe(false);
  });
});

describe("inherited conditions", () => {
  const source = {
    commitment: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
    originState: "XC",
    originRegime: "LED",
    conditions: [] as string[],
    europol: [] as string[],
    purpose: "CRIMINAL_INVESTIGATION",
  };
  const judged = (
    change: Partial<typeof source>,
    conditions: readonly string[],
    consents: readonly string[] = [],
  ) =>
    codes(
      inputOf({
        body: BODY,
        conditions,
        private: { "private.provenance": [{ ...source, ...change }] },
        authorisations: consents.map((kind) => authorised(kind, [source.commitment])),
      }),
    );

  it("do not bar what they allow", () => {
    expect(judged({}, [])).toEqual([]);
    expect(judged({ conditions: ["REPORT_ON_USE"] }, ["REPORT_ON_USE"])).toEqual([]);
    const same = { conditions: ["NO_OTHER_PURPOSE"], purpose: "VICTIM_IDENTIFICATION" };
    expect(judged(same, ["NO_OTHER_PURPOSE"])).toEqual([]);
  });

  it.each([
    ["a condition that is not passed on", { conditions: ["REPORT_ON_USE"] }, []],
    ["another purpose", { conditions: ["NO_OTHER_PURPOSE"] }, ["NO_OTHER_PURPOSE"]],
    ["assistance only", { conditions: ["ASSISTANCE_ONLY"] }, ["ASSISTANCE_ONLY"]],
    ["statistics only", { conditions: ["STATISTICAL_USE_ONLY"] }, ["STATISTICAL_USE_ONLY"]],
    ["no onward use", { conditions: ["NO_ONWARD"] }, ["NO_ONWARD"]],
    ["H2", { europol: ["H2"] }, []],
    ["prior authorisation", { conditions: ["ONWARD_WITH_PRIOR_AUTH"] }, ["ONWARD_WITH_PRIOR_AUTH"]],
    ["data of a financial intelligence unit", { originRegime: "FIU-AMLD6" }, []],
  ])("bar all personal data: %s", (_, change, conditions) => {
    expect(judged(change, conditions)).toEqual(["inherited"]);
  });

  it.each([
    [{ conditions: ["NO_ONWARD"] }, ["NO_ONWARD"], "providerConsent"],
    [{ europol: ["H2"] }, [], "providerConsent"],
    [{ originRegime: "FIU-AMLD6" }, [], "fiuConsent"],
  ])("are lifted by the originator's consent: %o", (change, conditions, consent) => {
    expect(judged(change, conditions, [consent])).toEqual([]);
    expect(judged(change, conditions, ["childProtectionDecision"])).toEqual(["inherited"]);
  });
});

describe("minimise", () => {
  it("puts the coarser rungs beside a value, from the same date", () => {
    const { draft, added } = minimise(inputOf({ body: BODY }));
    expect(draft.body["event"]?.leaves).toEqual([
      { f: "event.indicators", v: "isolation" },
      { f: "event.period", v: "2026-10" },
      { f: "event.period", v: "2026-36" },
      { f: "event.period", v: "2026" },
    ]);
    expect(added.map(({ v }) => v)).toEqual(["2026-36", "2026"]);
  });

  it("puts an age band into the person's group in place of the birth date", () => {
    const identity = {
      kind: "identity",
      links: ["anna"],
      meta: META,
      leaves: [{ f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "documented" } }],
    };
    const { draft, account, droppedGroups } = minimise(inputOf({ body: { ...BODY, identity } }));
    expect(draft.body["anna"]?.leaves).toContainEqual({ f: "subject.ageBand", v: "27-29" });
    expect(droppedGroups).toEqual(["identity"]);
    const entry = account.find(({ field }) => field === "identity.dateOfBirth");
    expect(entry?.outcome).toBe("coarsened");
    expect(entry?.coarsenedTo).toEqual([{ gid: "anna", f: "subject.ageBand", v: "27-29" }]);
    expect(JSON.stringify(draft)).not.toContain("1998");
  });

  it("places no age band where two persons are concerned", () => {
    const identity = {
      kind: "identity",
      links: ["anna", "bea"],
      meta: META,
      leaves: [{ f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "documented" } }],
    };
    const { account } = minimise(inputOf({ body: { ...BODY, bea: PERSON, identity } }));
    expect(account.find(({ field }) => field === "identity.dateOfBirth")?.outcome).toBe("withheld");
  });

  it("removes what explains nothing, what is empty, and what pointed there", () => {
    const body: Body = {
      ...BODY,
      place: {
        kind: "location",
        links: ["event"],
        meta: META,
        leaves: [
          { f: "location.kind", v: "workplace" },
          { f: "location.precise", v: { kind: "point", value: { lat: "50.85", lon: "4.35" } } },
        ],
      },
      seen: { ...EVENT, links: ["anna", "place"] },
    };
    const necessity = [
      { path: "place/location.precise", reason: "ESTABLISH_IDENTITY" },
      { path: "anna/subject.ageClass", reason: "PROVE_AGE" },
    ];
    const { draft, account, droppedGroups } = minimise(
      inputOf({ body, private: { "private.necessity": necessity } }),
    );
    expect(droppedGroups).toEqual(["place"]);
    expect(draft.body["seen"]?.links).toEqual(["anna"]);
    expect(draft.private["private.necessity"]).toEqual([necessity[1]]);
    expect(account.filter(({ gid }) => gid === "place").map(({ reason }) => reason?.code)).toEqual([
      "companion",
      "purpose",
    ]);
  });

  it("judges again what rested on a leaf that is withheld", () => {
    // The name depends on the offence, which is withheld because the agreement has no row for it.
    const suspect = { ...PERSON, ledCategory: "suspect" as const };
    const body: Body = {
      max: suspect,
      event: { ...EVENT, links: ["max"], leaves: [{ f: "event.offence", v: { iccs: "0204" } }] },
      identity: {
        kind: "identity",
        links: ["max"],
        meta: META,
        leaves: [{ f: "identity.placeOfBirth", v: { country: "XB" } }],
      },
    };
    const rows = [
      "subject.pseudonym",
      "subject.ledCategory",
      "subject.ageClass",
      "identity.placeOfBirth",
    ].map((field) => ({ purpose: "CRIMINAL_INVESTIGATION", field, explicit: true, strict: false }));
    const input = inputOf({
      body,
      purpose: "CRIMINAL_INVESTIGATION",
      agreement: { purposeDefault: false, rows },
    });
    const outcome = (field: string) =>
      permissions(input).find((one) => one.field === field)?.outcome;
    expect(outcome("identity.placeOfBirth")).toBe("allowed");
    const { draft, account } = minimise(input);
    expect(Object.keys(draft.body)).toEqual(["max"]);
    const entry = account.find(({ field }) => field === "identity.placeOfBirth");
    expect([entry?.outcome, entry?.reason?.code]).toEqual(["withheld", "suspect"]);
  });

  it("drops a person whose category may not be told, with all that hangs on her", () => {
    const contact = {
      kind: "contact",
      links: ["anna"],
      meta: META,
      leaves: [{ f: "contact.phone", v: "+3210000001" }],
    };
    const input = inputOf({ body: { ...BODY, contact }, purpose: "LABOUR_INSPECTION" });
    const { draft } = minimise(input);
    expect(Object.keys(draft.body)).toEqual(["event"]);
    expect(draft.body["event"]?.links).toEqual([]);
  });
});

describe("permissions", () => {
  it("withhold what is malformed, and never throw", () => {
    const odd: Body = {
      anna: { ...PERSON, links: ["anna", "__proto__", "nowhere"] },
      event: {
        ...EVENT,
        links: ["constructor", "event"],
        leaves: [
          { f: "toString", v: "x" },
          { f: "subject.sex", v: "2" },
          { f: "event.period", v: { deep: [null] } },
          { f: "subject.ledCategory", v: "victim" },
        ],
      },
      what: { kind: "hasOwnProperty", links: [], leaves: [{ f: "need.health", v: "none" }] },
    };
    const input = inputOf({ body: odd });
    const judged = permissions(input).filter(
      ({ gid, leaf }) => gid !== "anna" && leaf !== undefined,
    );
    expect(judged.map(({ outcome, reason }) => [outcome, reason?.code])).toEqual([
      ["withheld", "unknown"],
      ["withheld", "unknown"],
      ["withheld", "ladder"],
      ["withheld", "unknown"],
      ["withheld", "unknown"],
    ]);
    expect(minimise(input).draft.body).toHaveProperty("anna");
  });

  it("withhold everything of a message without claims", () => {
    const input = inputOf({ body: BODY });
    const bare = { clear: {}, private: {}, body: BODY } as unknown as Draft;
    const judged = permissions({ ...input, message: bare });
    expect(new Set(judged.map(({ outcome }) => outcome))).toEqual(new Set(["withheld"]));
  });

  it("withhold everything for a purpose or a type of message that nobody knows", () => {
    for (const claim of ["env.purpose", "env.messageType"]) {
      const { message, ...rest } = inputOf({ body: BODY });
      const clear = { ...message.clear, [claim]: "constructor" };
      const judged = permissions({ ...rest, message: { ...message, clear } });
      expect(new Set(judged.map(({ reason }) => reason?.code))).toEqual(new Set(["purpose"]));
    }
  });

  it("leave their input as it was, say the same twice, and hold no value of the record", () => {
    for (const input of fc.sample(arbitraryInput(), { numRuns: 50, seed: 20261124 })) {
      const before = JSON.stringify(input);
      const first = JSON.stringify(permissions(input));
      minimise(input);
      expect(JSON.stringify(permissions(input))).toBe(first);
      expect(JSON.stringify(input)).toBe(before);
      const said = permissions(input).map(({ reason: { field: _, ...reason } = {} }) => reason);
      // The names of field and purpose are the catalogue's, and one may be a code of some list.
      const reasons = JSON.stringify(said).replaceAll(/“[^”]*”/g, "");
      expect(valuesOf(input).filter((value) => reasons.includes(value))).toEqual([]);
    }
  });
});

describe("generated messages", () => {
  it("hold only values that the schema admits, and so do minimised ones", () => {
    for (const input of fc.sample(arbitraryInput(), { numRuns: 100, seed: 20261124 })) {
      expect(checkDraft(input.message)).toEqual([]);
      expect(checkDraft(minimise(input).draft)).toEqual([]);
    }
  });
});

/** Codes of all reasons, each once. */
function codes(input: PolicyInput): string[] {
  return [...new Set(permissions(input).flatMap(({ reason }) => reason?.code ?? []))].filter(
    (code) => code !== "ladder",
  );
}

/** The finest period that a minimised draft holds. */
function periodIn(input: PolicyInput): unknown {
  return minimise(input).draft.body["event"]?.leaves.find(({ f }) => f === "event.period")?.v;
}

/** Values of a message that are too long to be ordinary words. */
function valuesOf({ message }: PolicyInput): string[] {
  return Object.values(message.body)
    .flatMap(({ leaves }) => leaves.map(({ v }) => (typeof v === "string" ? v : JSON.stringify(v))))
    .filter((value) => value.length >= 12);
}
