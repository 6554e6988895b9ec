import type { Body } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosswalk, exportNiem, niemDocument } from "../src/index.ts";
import { arbitraryBody, caseOf } from "./bodies.ts";

const OVER = { "event.period": "2024-01/2025-06" };
const victimOf = (body: Body, options = {}) => exportNiem(body, options).victims[0];
const lossesOf = (body: Body, field: string) =>
  exportNiem(body).account.entries.filter((entry) => entry.field === field);

describe("exportNiem", () => {
  it("writes status, industry and venue as codes of the standard", () => {
    const body = caseOf(
      { "subject.traffickingStatus": "actualVictim", "subject.statusDecisionBody": "other" },
      { ...OVER, "event.isic": ["F", "C"], "event.exploitation": "forcedBegging" },
      { "location.venueType": ["ConstructionSite", "BarCantinaRestaurant"] },
    );
    const { victims, account } = exportNiem(body);
    expect(victims).toEqual([
      {
        "hs:IdentifiedAsVictimStatus": {
          "hs:IdentifiedAsVictimCategoryCode": "Other",
          "hs:IdentifiedAsVictimIndicator": true,
        },
        "hs:TraffickingEvent": [
          {
            "hs:PastExploitationIndustryCode": [
              "Construction",
              "Factories and Manufacturing",
              "Peddling and Begging",
            ],
            "hs:PastTraffickedVenueCode": ["Construction Site", "Bar/Cantina/Restaurant"],
          },
        ],
      },
    ]);
    expect(account.lacking).toEqual([]);
    expect(account.entries).toContainEqual({
      field: "event.exploitation",
      outcome: "coarsened",
      count: 1,
    });
    expect(niemDocument(victims)).toEqual({
      "@context": {
        hs: "https://docs.oasis-open.org/niemopen/ns/model/domains/humanServices/6.0/",
      },
      "hs:HumanTraffickingVictim": victims,
    });
  });

  it("tells a possible victim from an identified one, and names no deciding body it does not know", () => {
    const possible = {
      "subject.traffickingStatus": "possibleVictim",
      "subject.statusDecisionBody": "other",
    };
    expect(victimOf(caseOf(possible))).toEqual({
      "hs:ProspectiveVictimStatus": { "hs:ProspectiveVictimIndicator": true },
    });
    const byPolice = {
      "subject.traffickingStatus": "actualVictim",
      "subject.statusDecisionBody": "police",
    };
    expect(victimOf(caseOf(byPolice))).toEqual({
      "hs:IdentifiedAsVictimStatus": { "hs:IdentifiedAsVictimIndicator": true },
    });
    expect(lossesOf(caseOf(byPolice), "subject.statusDecisionBody")[0]?.reason).toBe("noCode");
  });

  it("does not take the category of LED Art 6 for a status", () => {
    const { victims, account } = exportNiem(caseOf({}));
    expect(victims).toEqual([{}]);
    expect(account.lacking.map(({ element }) => element)).toEqual([
      "hs:IdentifiedAsVictimStatus",
      "hs:TraffickingEvent",
    ]);
  });

  it("says past or current only where the dates or the agency say so", () => {
    const body = caseOf({}, { "event.isic": "F", "event.period": "2026-03" });
    expect(victimOf(body)).toEqual({});
    expect(lossesOf(body, "event.isic")[0]?.reason).toBe("pastOrCurrent");
    expect(victimOf(body, { exploitation: "current" })).toEqual({
      "hs:TraffickingEvent": [{ "hs:CurrentExploitationIndustryCode": ["Construction"] }],
    });
    const over = caseOf({}, { "event.isic": "F", ...OVER });
    expect(victimOf(over, { exploitation: "current" })).toEqual({
      "hs:TraffickingEvent": [{ "hs:PastExploitationIndustryCode": ["Construction"] }],
    });
    const upToNow = caseOf({}, { "event.isic": "F", "event.period": "2026-01/2026-11" });
    expect(victimOf(upToNow)).toEqual({});
  });

  it("writes no value that says more than the record", () => {
    const body = caseOf({}, { ...OVER, "event.sexualSubtype": "privateSexualServices" });
    expect(victimOf(body)).toEqual({});
    expect(lossesOf(body, "event.sexualSubtype")[0]?.reason).toBe("saysMore");
  });

  it("writes only the elements it is specified to write, and only values of their lists", () => {
    const { targets } = crosswalk("niem");
    const valuesOf = (element: string): readonly string[] =>
      targets[element.replace(/^hs:(Past|Current)?|Code$/g, "")]?.values ?? [];
    fc.assert(
      fc.property(
        arbitraryBody,
        fc.constantFrom(undefined, "past" as const, "current" as const),
        (body, exploitation) => {
          const { victims } = exportNiem(body, exploitation && { exploitation });
          for (const [element, value] of victims.flatMap(membersOf)) {
            expect(ELEMENTS).toContain(element);
            if (!element.endsWith("Code")) continue;
            for (const code of [value].flat()) expect(valuesOf(element)).toContain(code);
          }
        },
      ),
    );
  });

  it("accounts for every value once, holds none that identifies, and gives the same again", () => {
    fc.assert(
      fc.property(arbitraryBody, (body) => {
        const result = exportNiem(body, { exploitation: "past" });
        expect(exportNiem(structuredClone(body), { exploitation: "past" })).toEqual(result);
        expect(JSON.stringify(result)).not.toContain("HYPERLINK");
        const leaves = Object.values(body).flatMap((one) => one.leaves.map(({ f }) => f));
        for (const field of new Set(leaves)) {
          const counted = result.account.entries
            .filter((entry) => entry.field === field)
            .reduce((sum, { count }) => sum + count, 0);
          expect(counted, field).toBe(leaves.filter((f) => f === field).length);
        }
      }),
    );
  });
});

/** Every member of an object, with those of the objects in it. */
function membersOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[name, inner], ...membersOf(inner)]);
}

const ELEMENTS = [
  "hs:IdentifiedAsVictimStatus",
  "hs:IdentifiedAsVictimCategoryCode",
  "hs:IdentifiedAsVictimIndicator",
  "hs:ProspectiveVictimStatus",
  "hs:ProspectiveVictimIndicator",
  "hs:TraffickingEvent",
  "hs:CurrentExploitationIndustryCode",
  "hs:CurrentTraffickedVenueCode",
  "hs:PastExploitationIndustryCode",
  "hs:PastTraffickedVenueCode",
];
