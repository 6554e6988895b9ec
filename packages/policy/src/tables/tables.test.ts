import { EXCHANGE_TYPES, FIELDS, findField, findPurpose, PURPOSES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { CATALOGUE_TABLES, rowsFor } from "./tables.ts";

const fields = (set: ReadonlySet<string>) => [...set].toSorted();
const PURPOSE = "VICTIM_IDENTIFICATION";
const of = (type: string, purpose = PURPOSE) => rowsFor({}, purpose, type);
const required = findPurpose(PURPOSE)?.required ?? [];

describe("the rows of a message", () => {
  it("that opens an exchange ask for what the purpose requires", () => {
    const rows = of("referral");
    expect([rows.opens, rows.holdsPurposeFields, rows.exchange]).toEqual([true, true, undefined]);
    expect(fields(rows.required)).toEqual(required.toSorted());
    expect(fields(rows.typeFields)).toEqual([]);
  });

  it("that answers hold the purpose's fields, and ask for their own", () => {
    const rows = of("response");
    expect([rows.opens, rows.holdsPurposeFields]).toEqual([false, true]);
    expect(fields(rows.required)).toEqual(["response.outcome"]);
    expect(fields(rows.typeFields)).toEqual([
      "response.access",
      "response.outcome",
      "response.refusalReason",
    ]);
    expect(fields(rows.purposeFields)).toEqual(fields(of("referral").purposeFields));
  });

  it("that belong to an exchange hold their own fields alone", () => {
    const rows = of("recall");
    expect([rows.opens, rows.holdsPurposeFields]).toEqual([false, false]);
    expect(fields(rows.typeFields)).toEqual(["recall.reason", "recall.target"]);
  });

  it("ask for what one of their values asks for", () => {
    expect(of("correction").required.has("correction.value")).toBe(true);
  });

  it("are those of the purpose for this type, where it has some", () => {
    for (const [id, type] of [
      ["IDENTITY_CROSS_CHECK", "request"],
      ["DATA_SUBJECT_RIGHTS", "rightsRequest"],
    ] as const) {
      const own = findPurpose(id)?.perType?.[type];
      const depending = own?.requiredWhen?.flatMap((one) => one.fields) ?? [];
      const asked = new Set([...(own?.required ?? []), ...depending]);
      const rows = of(type, id);
      expect(asked.size).toBeGreaterThan(0);
      expect(fields(rows.required)).toEqual(fields(asked));
      expect(fields(rows.typeFields)).toEqual(fields(new Set([...asked, ...(own?.allowed ?? [])])));
    }
  });

  it("for names that nobody knows admit what stands in every message, and nothing else", () => {
    for (const name of ["none", "constructor"]) {
      const rows = of(name, name);
      expect([rows.purpose, rows.exchange]).toEqual([undefined, undefined]);
      expect([rows.opens, rows.holdsPurposeFields]).toEqual([false, false]);
      for (const set of [rows.required, rows.typeFields, rows.purposeFields]) {
        expect(fields(set)).toEqual([]);
      }
      expect([...rows.everywhere]).toEqual([...CATALOGUE_TABLES.admittedEverywhere]);
    }
    expect(of("constructor").typeFields.size).toBe(0);
  });

  it("are made once, but for rows of the caller's and names that nobody knows", () => {
    const isOnce = (purpose: string, type: string) => {
      const [one, other] = [purpose, purpose].map((name) => rowsFor(undefined, name, type));
      return one === other;
    };
    expect(isOnce(PURPOSE, "referral")).toBe(true);
    expect(isOnce(PURPOSE, "recall")).toBe(true);
    expect(rowsFor(undefined, PURPOSE, "recall")).not.toBe(rowsFor(undefined, PURPOSE, "referral"));
    expect(isOnce(PURPOSE, "unknown")).toBe(false);
    expect(isOnce("unknown", "recall")).toBe(false);
    expect(of("recall")).not.toBe(of("recall"));
  });
});

describe("what a message that holds no fields of its purpose could carry", () => {
  // docs/spec/corrections.md#what-else-could-carry-a-value
  it("is a corrected value, which is judged with its message, and little else", () => {
    const types = Object.keys(EXCHANGE_TYPES).filter((type) => !of(type).holdsPurposeFields);
    const carried = types.flatMap((type) => {
      const all = PURPOSES.flatMap(({ id }) => {
        const { typeFields, everywhere } = of(type, id);
        return [...typeFields, ...everywhere];
      });
      const told = new Set(all.filter((field) => findField(field)?.sensitivity !== "P0"));
      return told.size === 0 ? [] : [[type, fields(told)]];
    });
    expect(Object.fromEntries(carried)).toEqual({
      refusal: ["subject.ageClass", "subject.ledCategory", "subject.pseudonym"],
      feedback: [
        "feedback.outcome",
        "subject.ageClass",
        "subject.ledCategory",
        "subject.pseudonym",
      ],
      correction: ["correction.value"],
      consentWithdrawal: ["consent.ref", "consent.withdrawnAt"],
    });
  });

  it("is in no other field whose values are those of others", () => {
    const others = FIELDS.filter(({ type }) => type.t === "sameAs" || type.t === "sdjwt");
    expect(others.map(({ id }) => id).toSorted()).toEqual([
      "correction.value",
      "excerpt.presentation",
    ]);
    for (const { id } of PURPOSES) {
      for (const type of [...Object.keys(EXCHANGE_TYPES), "referral", "request", "alert"]) {
        const rows = of(type, id);
        const own = [...rows.typeFields, ...rows.purposeFields, ...rows.everywhere];
        const depending = rows.purpose?.conditional.map(({ field }) => field) ?? [];
        expect([...own, ...depending]).not.toContain("excerpt.presentation");
      }
    }
    // Its only companion is itself, and no purpose admits that.
    const companion = CATALOGUE_TABLES.companions.find(({ field }) => field.startsWith("excerpt."));
    expect(companion?.with).toEqual(["excerpt.presentation"]);
  });
});
