import { describe, expect, it } from "vitest";
import { isConsentOnly, minimise, type PolicyInput, permissions } from "../src/index.ts";
import { authorised, inputOf } from "./case.ts";
import { BODY, EVENT, PERSON } from "./victim-body.ts";

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
