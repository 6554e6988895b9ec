import { CODE_LISTS, CONSENT_BASES, EXCHANGE_TYPES, PURPOSES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  type CodeMapping,
  type Crosswalk,
  CTDC_VARIABLES,
  crosswalk,
  mapCode,
  STANDARDS,
  type Standard,
} from "./crosswalk.ts";
import { CrosswalkError } from "./crosswalk-error.ts";
import ctdc from "./data/ctdc.json" with { type: "json" };

/** Words of a code or label: split at spaces, signs and capitals, in lower case. */
const words = (text: string): string =>
  (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|\+/g) ?? []).join(" ").toLowerCase();

/** Every code of a list of ours, from the catalogue and not from the crosswalk. */
function codesOf(list: string): readonly string[] {
  if (list !== "legal_basis") return (CODE_LISTS[list]?.codes ?? []).map(({ code }) => code);
  const ofTypes = Object.values(EXCHANGE_TYPES).flatMap(({ bases, alsoBases = [] }) => [
    ...(bases === "purpose" ? [] : bases),
    ...alsoBases,
  ]);
  const admitted = [...PURPOSES.flatMap(({ legalBases }) => legalBases), ...ofTypes];
  return [...new Set([...admitted.map(({ basis }) => basis), ...CONSENT_BASES])];
}

interface Entry {
  readonly list: string;
  readonly target: string;
  readonly code: string;
  readonly mapping: CodeMapping;
}

function entriesOf({ lists }: Crosswalk): readonly Entry[] {
  return Object.entries(lists).flatMap(([list, { target, codes }]) =>
    Object.entries(codes).map(([code, mapping]) => ({ list, target, code, mapping })),
  );
}

describe.each(STANDARDS)("the crosswalk to %s", (standard) => {
  const walk = crosswalk(standard);
  const entries = entriesOf(walk);

  it("has an entry for every code of each of our lists, and for no other", () => {
    for (const [list, { codes }] of Object.entries(walk.lists)) {
      expect(Object.keys(codes).sort(), list).toEqual([...codesOf(list)].sort());
      expect(Object.keys(codes).length, list).toBeGreaterThan(0);
    }
  });

  it("reaches each value of the standard, by a code or a rule, or says why not", () => {
    for (const [name, { values, byRule, unreached }] of Object.entries(walk.targets)) {
      const byCode = entries.flatMap(({ target, mapping }) =>
        target === name && mapping.to !== null ? [mapping.to] : [],
      );
      const reached = [...new Set(byCode), ...Object.keys(byRule)];
      const all = [...reached, ...unreached.flatMap((one) => one.values)];
      expect(all.sort(), name).toEqual([...values].sort());
      expect(new Set(values).size, name).toBe(values.length);
      for (const { why, values: left } of unreached) {
        expect(why, name).not.toBe("");
        expect(left.length, name).toBeGreaterThan(0);
      }
    }
  });

  it("says same where the words are the same, and nowhere else", () => {
    for (const { list, target, code, mapping } of entries) {
      if (mapping.to === null) continue;
      const label = CODE_LISTS[list]?.codes.find((entry) => entry.code === code)?.label;
      const ours = [words(code), ...(label === undefined ? [] : [words(label)])];
      const theirs = [
        mapping.to.replace(/^[a-z-]+:/, ""),
        walk.targets[target]?.labels?.[mapping.to],
      ];
      const isSame = theirs.some((text) => text !== undefined && ours.includes(words(text)));
      expect(mapping.status, `${list} ${code}`).toBe(isSame ? "same" : "close");
    }
  });

  it("notes how it differs or why there is none", () => {
    for (const { list, code, mapping } of entries) {
      if (mapping.status === "same") continue;
      expect(mapping.note, `${list} ${code}`).toMatch(/^[A-Z].*\.$/);
      expect("relation" in mapping, `${list} ${code}`).toBe(mapping.status === "close");
    }
  });

  it("states source, version, licence and what was read", () => {
    const { title, source, version, licence, read } = walk;
    for (const text of [title, source, version, licence, read]) expect(text).not.toBe("");
    expect(walk.standard).toBe(standard);
  });
});

describe("the lists of the standards", () => {
  const sizes = (standard: Standard): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(crosswalk(standard).targets).map(([name, { values }]) => [
        name,
        values.length,
      ]),
    );

  it("are whole: 27 variables of CTDC", () => {
    const { targets } = crosswalk("ctdc");
    const flags = ["means", "is", "typeOfLabour", "typeOfSex", "recruiterRelation"].flatMap(
      (name) => (targets[name]?.values ?? []).map((value) => `${name}${value}`),
    );
    const coded = ["gender", "ageBroad", "traffickMonths"];
    const all = [...flags, ...coded, ...Object.keys(ctdc.ranges)];
    expect(all.sort()).toEqual([...CTDC_VARIABLES].sort());
    expect(CTDC_VARIABLES).toHaveLength(27);
    expect(sizes("ctdc")).toMatchObject({ gender: 3, ageBroad: 9, traffickMonths: 3, means: 8 });
  });

  it("are whole: NIEM, ILO and DPV", () => {
    expect(sizes("niem")).toEqual({
      element: 10,
      ExploitationIndustry: 31,
      TraffickedVenue: 34,
      IdentifiedAsVictimCategory: 31,
      ProspectiveVictimCategory: 4,
    });
    expect(sizes("ilo")).toEqual({ indicator: 11 });
    expect(sizes("dpv")).toEqual({
      purpose: 94,
      legalBasis: 65,
      consentStatus: 13,
      personalData: 231,
    });
  });

  it("agree with the marks that codes of the catalogue have", () => {
    const marked = Object.entries(CODE_LISTS).flatMap(([list, { codes }]) =>
      codes.flatMap(({ code, ctdc: flag, ilo: indicator }) => [
        ...(flag === undefined ? [] : [{ list, code, standard: "ctdc" as const, mark: flag }]),
        ...(indicator === undefined
          ? []
          : [{ list, code, standard: "ilo" as const, mark: indicator }]),
      ]),
    );
    expect(marked).toHaveLength(26);
    for (const { list, code, standard, mark } of marked) {
      const to = mapCode(list, code, standard)?.to ?? "";
      expect(words(String(mark)), code).toMatch(new RegExp(`^((means|is) )?${words(to)}$`));
    }
  });

  it("agree with what CTDC says it merged, for each method that has the same words", () => {
    const merged = Object.entries(ctdc.merged).flatMap(([flag, names]) =>
      names.map((name) => ({ flag, of: words(name.replace("meansOfControl", "")) })),
    );
    const found = codesOf("method_of_control").flatMap((code) =>
      merged.filter(({ of }) => of === words(code)).map(({ flag }) => ({ code, flag })),
    );
    expect(found.map(({ code }) => code)).toEqual([
      "debtBondage",
      "physicalAbuse",
      "sexualAbuse",
      "takesEarnings",
      "restrictsFinancialAccess",
      "restrictsMedicalCare",
      "withholdsNecessities",
      "psychologicalAbuse",
    ]);
    for (const { code, flag } of found) {
      expect(`means${mapCode("method_of_control", code, "ctdc")?.to}`, code).toBe(flag);
    }
  });
});

it("does not say that DPV has no terms for British law, as its part for the United Kingdom was not read", () => {
  const british = entriesOf(crosswalk("dpv")).filter(({ code }) => code.startsWith("UK"));
  expect(british.length).toBeGreaterThan(30);
  for (const { code, mapping } of british) {
    expect("note" in mapping ? mapping.note : "", code).not.toMatch(
      /DPV 2\.3 has no terms|of the Union only/,
    );
  }
});

describe("mapCode", () => {
  it("gives a mapping, or nothing for a list or code without one", () => {
    expect(mapCode("palermo_means", "threat", "ctdc")).toMatchObject({ to: "Threats" });
    expect(mapCode("palermo_act", "recruitment", "ctdc")).toBeUndefined();
    expect(mapCode("palermo_means", "constructor", "ctdc")).toBeUndefined();
    expect(mapCode("constructor", "threat", "ctdc")).toBeUndefined();
  });

  it("refuses a standard that has no crosswalk", () => {
    expect(codeOf(() => crosswalk("umf" as Standard))).toBe("CROSSWALK_STANDARD_UNKNOWN");
    expect(codeOf(() => mapCode("palermo_means", "threat", "constructor" as Standard))).toBe(
      "CROSSWALK_STANDARD_UNKNOWN",
    );
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CrosswalkError) return error.code;
    throw error;
  }
  throw new Error("nothing was refused");
}
