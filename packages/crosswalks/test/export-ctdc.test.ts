import { type Body, findField } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CrosswalkError,
  CTDC_VARIABLES,
  crosswalk,
  ctdcCsv,
  exportCtdc,
  LOSS_REASONS,
  mapCode,
  mergeAccounts,
} from "../src/index.ts";
import { arbitraryBody, caseOf, group, HOSTILE } from "./bodies.ts";

const rowOf = (body: Body) => exportCtdc(body).rows[0] ?? {};
const lossesOf = (body: Body, field: string) =>
  exportCtdc(body).account.entries.filter((entry) => entry.field === field);

describe("exportCtdc", () => {
  it("writes what a record has, in the order of the codebook, and nothing else", () => {
    const body = caseOf(
      { "subject.sex": "2", "subject.ageBand": "24-26", "subject.nationality": "RO" },
      {
        "event.exploitation": ["forcedLabourOrServices"],
        "event.isic": ["F", "A"],
        "event.methodOfControl": ["withholdsDocuments", "debtBondage", "other"],
        "event.period": "2024-01/2024-09",
      },
      { "location.kind": "workplace", "location.country": "IT" },
    );
    const { rows, account } = exportCtdc(body, { registered: 2026 });
    expect(Object.entries(rows[0] ?? {})).toEqual([
      ["yearOfRegistration", 2026],
      ["gender", "Woman"],
      ["ageBroad", "24--26"],
      ["citizenship", "ROU"],
      ["CountryOfExploitation", "ITA"],
      ["traffickMonths", "0--12 (0-1 yr)"],
      ["meansDebtBondageEarnings", 1],
      ["meansWithholdDocs", 1],
      ["isForcedLabour", 1],
      ["typeOfLabourConstruction", 1],
    ]);
    expect(account.lacking).toEqual([]);
    expect(account.entries).toEqual(
      expect.arrayContaining([
        { field: "subject.ageBand", outcome: "same", count: 1 },
        { field: "subject.sex", outcome: "close", count: 1 },
        { field: "event.isic", outcome: "same", count: 1 },
        { field: "event.isic", outcome: "lost", reason: "saysMore", count: 1 },
        { field: "event.methodOfControl", outcome: "coarsened", count: 1 },
        { field: "event.methodOfControl", outcome: "lost", reason: "noCode", count: 1 },
        { field: "location.kind", outcome: "lost", reason: "noField", count: 1 },
        { field: "meta", outcome: "lost", reason: "evaluation", count: 3 },
      ]),
    );
  });

  it("leaves out what it lacks and names it", () => {
    const { rows, account } = exportCtdc(caseOf({}));
    expect(rows).toEqual([{}]);
    expect(account.lacking.map(({ element }) => element)).toEqual(CTDC_VARIABLES.slice(0, 6));
  });

  it("never says that something did not happen", () => {
    const all = fc.sample(arbitraryBody, 50).flatMap((body) => exportCtdc(body).rows);
    expect(all.length).toBeGreaterThan(0);
    for (const row of all) {
      for (const [name, value] of Object.entries(row)) {
        if (/^(means|is|typeOf|recruiter)/.test(name)) expect(value).toBe(1);
      }
    }
  });

  it("chooses between no two values", () => {
    const body = caseOf(
      { "subject.nationality": ["RO", "MD"] },
      { "event.period": ["2020-01/2020-02", "2021-01/2021-02"] },
      { "location.country": "RO" },
    );
    const two = { ...body, second: group("location", ["event"], { "location.country": "IT" }) };
    expect(rowOf(two)).toEqual({});
    for (const field of ["subject.nationality", "event.period", "location.country"]) {
      expect(lossesOf(two, field)).toEqual([
        { field, outcome: "lost", reason: "severalValues", count: 2 },
      ]);
    }
  });

  it.each([
    ["2025-01/2026-01", "0--12 (0-1 yr)"],
    ["2025-01/2026-02", undefined],
    ["2024-01/2026-01", "13--24 (1-2 yrs)"],
    ["2021/2025", "25+ (2+ yrs)"],
    ["2024/2025", undefined],
    ["2026-03", undefined],
  ])("tells the months of %s only where its dates decide", (period, months) => {
    const body = caseOf({}, { "event.period": period });
    expect(rowOf(body)["traffickMonths"]).toBe(months);
    const reason = period.includes("/") ? "imprecise" : "noPeriod";
    expect(lossesOf(body, "event.period")[0]?.reason).toBe(
      months === undefined ? reason : undefined,
    );
  });

  it("writes no country that has no three letters", () => {
    const body = caseOf({ "subject.nationality": "XXA" }, {}, { "location.country": "XA" });
    expect(rowOf(body)).toEqual({});
    expect(lossesOf(body, "subject.nationality")[0]?.reason).toBe("noCode");
  });

  it("takes no place of recruitment or transit for the country of exploitation", () => {
    const onTheWay = { "location.kind": "transitPlace", "location.country": "HU" };
    const body = caseOf({}, { "event.type": "exploitation" }, onTheWay);
    expect(rowOf(body)).toEqual({});
    expect(lossesOf(body, "location.country")[0]?.reason).toBe("otherEvent");
    const transit = caseOf(
      {},
      { "event.type": "transit", "event.exploitation": "servitude" },
      { "location.country": "HU" },
    );
    expect(rowOf(transit)).toEqual({});
    expect(lossesOf(transit, "location.country")[0]?.reason).toBe("otherEvent");
  });

  it("tells the relation to the recruiter only of an event of recruitment", () => {
    const untyped = caseOf({}, { "event.relationship": "familial" });
    expect(rowOf(untyped)).toEqual({});
    expect(lossesOf(untyped, "event.relationship")[0]?.reason).toBe("notRecruitment");
    const recruitment = { "event.type": "recruitment", "event.relationship": "familial" };
    expect(rowOf(caseOf({}, recruitment))).toEqual({ recruiterRelationFamily: 1 });
  });

  it("tells a type of labour only where forced labour is stated", () => {
    const body = caseOf({}, { "event.exploitation": "sexualExploitation", "event.isic": "I" });
    expect(rowOf(body)).toEqual({ isSexualExploit: 1 });
    expect(lossesOf(body, "event.isic")[0]?.reason).toBe("notLabour");
  });

  it("writes a row for each victim and none for anyone else", () => {
    const victim = { ledCategory: "possibleVictim", ageClass: "child" } as const;
    const body: Body = {
      one: group("subject", [], { "subject.sex": "1" }, victim),
      two: group("subject", [], { "subject.sex": "2" }, victim),
      accused: group("subject", [], { "subject.sex": "1" }, { ledCategory: "suspect" }),
      cleared: group("subject", [], { "subject.traffickingStatus": "notAVictim" }, victim),
      event: group("event", ["two", "accused"], { "event.exploitation": "forcedMarriage" }),
      apart: group("event", ["accused"], { "event.exploitation": "removalOfOrgans" }),
    };
    const { rows, account } = exportCtdc(body);
    expect(rows).toEqual([{ gender: "Man" }, { gender: "Woman", isOtherExploit: 1 }]);
    expect(account.entries).toContainEqual({
      field: "subject.sex",
      outcome: "lost",
      reason: "otherPerson",
      count: 1,
    });
    expect(account.entries).toContainEqual({
      field: "event.exploitation",
      outcome: "lost",
      reason: "notLinked",
      count: 1,
    });
  });

  it("sets a flag exactly where a linked event has a code that may be written", () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => {
        const row = exportCtdc(body).rows[0];
        const cleared = body["person"]?.leaves.some(({ v }) => v === "notAVictim");
        expect(row === undefined).toBe(cleared);
        for (const name of crosswalk("ctdc").targets["means"]?.values ?? []) {
          const isSaid = Object.values(body)
            .filter(({ kind, links }) => kind === "event" && links.includes("person"))
            .flatMap(({ leaves }) => leaves)
            .some(({ f, v }) => {
              const mapping = mapCode(LISTS[f] ?? "", String(v), "ctdc");
              if (mapping?.to !== name) return false;
              return (
                mapping.status === "same" ||
                (mapping.status === "close" && ["equal", "broader"].includes(mapping.relation))
              );
            });
          if (row !== undefined) expect(row[`means${name}`]).toBe(isSaid ? 1 : undefined);
        }
      }),
    );
  });

  it("accounts for every value once, and gives the same result again", () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => {
        const result = exportCtdc(body);
        expect(exportCtdc(structuredClone(body))).toEqual(result);
        const leaves = Object.values(body).flatMap((one) => one.leaves.map(({ f }) => f));
        for (const field of new Set(leaves)) {
          const counted = result.account.entries
            .filter((entry) => entry.field === field && !field.startsWith("subject.ledCategory"))
            .reduce((sum, { count }) => sum + count, 0);
          expect(counted, field).toBe(leaves.filter((f) => f === field).length);
        }
      }),
    );
  });

  it("lets no name, number, id or link into a row or an account", () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => {
        const text = JSON.stringify(exportCtdc(body));
        expect(text).not.toContain("HYPERLINK");
        for (const gid of Object.keys(body)) expect(text).not.toContain(`"${gid}"`);
        for (const { field, outcome, reason, count, ...more } of exportCtdc(body).account.entries) {
          expect(field === "meta" || findField(field) !== undefined, field).toBe(true);
          expect(["same", "close", "coarsened", "lost"]).toContain(outcome);
          expect(reason !== undefined).toBe(outcome === "lost");
          if (reason !== undefined) expect(LOSS_REASONS[reason]).toBeDefined();
          expect([typeof count, more]).toEqual(["number", {}]);
        }
      }),
    );
  });

  it.each([1899, 3000, 2026.5, Number.NaN])(
    "refuses %s as a year of registration",
    (registered) => {
      expect(codeOf(() => exportCtdc({}, { registered }))).toBe("CROSSWALK_YEAR_INVALID");
    },
  );

  it("adds accounts of several records", () => {
    const { account } = exportCtdc(caseOf({ "subject.sex": "1" }));
    const twice = mergeAccounts([account, account]);
    expect(twice.entries.map(({ count }) => count)).toEqual(
      account.entries.map(({ count }) => 2 * count),
    );
    expect(twice.lacking.every(({ count }) => count === 2)).toBe(true);
  });
});

describe("ctdcCsv", () => {
  it("has a header of 27 variables, and an empty cell where nothing is known", () => {
    const [header = "", row = "", end] = ctdcCsv([{ gender: "Man", isForcedLabour: 1 }]).split(
      "\n",
    );
    expect(header.split(",")).toEqual(CTDC_VARIABLES);
    expect(row.split(",")).toHaveLength(27);
    expect(row.startsWith(",Man,,")).toBe(true);
    expect(end).toBe("");
  });

  it("begins no cell as a formula begins, whatever the record holds", () => {
    fc.assert(
      fc.property(fc.array(arbitraryBody, { maxLength: 3 }), (bodies) => {
        const rows = bodies.flatMap((body) => exportCtdc(body).rows);
        for (const line of ctdcCsv(rows).split("\n").slice(0, -1)) {
          expect(line.split(",")).toHaveLength(27);
          for (const cell of line.split(",")) expect(cell).not.toMatch(/^"?[=+\-@\t\r]/);
        }
      }),
    );
  });

  it.each(["=", "+", "-", "@", "\t", "\r"])(
    "disarms %j in a row that was made elsewhere",
    (sign) => {
      const [, ...lines] = ctdcCsv([{ yearOfRegistration: `${sign}${HOSTILE}` }]).split("\n");
      expect(lines.join("\n")).toMatch(/^"?'/);
    },
  );
});

const LISTS: Readonly<Record<string, string>> = {
  "event.methodOfControl": "method_of_control",
  "event.means": "palermo_means",
  "event.indicators": "ilo_indicators_2012",
};

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CrosswalkError) return error.code;
    throw error;
  }
  throw new Error("nothing was refused");
}
