import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageBandFromDateOfBirth, coarsenPeriod, DERIVATIONS, truncateDate } from "./derive.ts";

describe("coarsenPeriod", () => {
  it.each([
    ["2026-10-05", "month", "2026-10"],
    ["2026-10-05", "quarter", "2026-36"],
    ["2026-01", "quarter", "2026-33"],
    ["2026-36", "quarter", "2026-36"],
    ["2026-36", "year", "2026"],
    ["2026-10-05/2026-10-20", "month", "2026-10"],
    ["2026-03/2026-10", "quarter", "2026-33/2026-36"],
    ["2025-12/2026-01", "year", "2025/2026"],
  ])("makes %s by %s to %s", (period, precision, expected) => {
    expect(coarsenPeriod(period, precision)).toBe(expected);
  });

  it.each([
    ["2026", "quarter"],
    ["2026-36", "month"],
    ["2026", "month"],
    ["2026-10-05T10:00:00Z", "month"],
    ["2026-10-05", "day"],
  ])("does not make %s finer or other than it is: %s", (period, precision) => {
    expect(coarsenPeriod(period, precision)).toBeUndefined();
  });
});

describe("truncateDate", () => {
  it("keeps marks of approximation", () => {
    expect(truncateDate("1988-05-17~", "month")).toBe("1988-05~");
    expect(truncateDate("1988-05?", "year")).toBe("1988?");
    expect(truncateDate("1988", "month")).toBeUndefined();
  });

  it("keeps what is as coarse already, and no mark where there is none", () => {
    expect(truncateDate("1988", "year")).toBe("1988");
    expect(truncateDate("1988-05", "month")).toBe("1988-05");
    expect(truncateDate("1988-05-17", "month")).toBe("1988-05");
  });
});

describe("ageBandFromDateOfBirth", () => {
  it.each([
    ["2008-10-31", "2026-11", "18-20"],
    ["2008-12-01", "2026-11", "9-17"],
    ["2008-11-30", "2026-10", "9-17"],
    ["1998", "2026-11", "27-29"],
    ["1950-03", "2026", "48+"],
    ["2020", "2026", "0-8"],
    ["2007-12-31", "2026", "18-20"],
    ["2007-01-01", "2026", "18-20"],
  ])("puts %s in %s into %s", (birth, asOf, band) => {
    expect(ageBandFromDateOfBirth(birth, asOf)).toBe(band);
  });

  it("leaves the band out where the dates admit two", () => {
    expect(ageBandFromDateOfBirth("2008", "2026-06")).toBeUndefined();
    // A child until her birthday, which may be to come.
    expect(ageBandFromDateOfBirth("2008-11-30", "2026-11")).toBeUndefined();
    expect(ageBandFromDateOfBirth("2008-12-31", "2026")).toBeUndefined();
    expect(ageBandFromDateOfBirth("2008-01-02", "2026")).toBeUndefined();
    expect(ageBandFromDateOfBirth("2008-11~", "2026-12")).toBeUndefined();
    expect(ageBandFromDateOfBirth("2030-01-01", "2026-11")).toBeUndefined();
  });

  it.each([
    ["+1998-05-17", "2026-11"],
    ["1998-05-17", "+2026-11"],
    ["1998-05-17", "2026-11-24"],
    ["1998-05-17/1999-01-01", "2026-11"],
  ])("reads no date of another form: %s at %s", (birth, asOf) => {
    expect(ageBandFromDateOfBirth(birth, asOf)).toBeUndefined();
  });

  it("agrees with a count of whole years for every birthday", () => {
    void fc.assert(
      fc.property(
        fc.integer({ min: 1930, max: 2025 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 1, max: 12 }),
        (year, month, day, asOfMonth) => {
          const pad = (value: number) => String(value).padStart(2, "0");
          const band = ageBandFromDateOfBirth(
            `${year}-${pad(month)}-${pad(day)}`,
            `2026-${pad(asOfMonth)}`,
          );
          const last = 2026 - year - (month > asOfMonth ? 1 : 0);
          const first = last - (month === asOfMonth && day > 1 ? 1 : 0);
          if (band === undefined) {
            expect(first).not.toBe(last);
            return;
          }
          const [from = "", to = "130"] = band.replace("+", "-130").split("-");
          expect(first).toBeGreaterThanOrEqual(Number(from));
          expect(last).toBeLessThanOrEqual(Number(to));
        },
      ),
      { endOnFailure: true },
    );
  });
});

describe("other derivations", () => {
  const from = (value: never) => ({ value, member: undefined, asOf: undefined });

  it("leave out what names the finer rung", () => {
    const offence = { iccs: "02041", national: "XB:433" };
    expect(DERIVATIONS["iccsParent"]?.(from(offence as never), "group")).toEqual({ iccs: "0204" });
    const document = { type: "P", issuer: "XC", number: "AB12345", status: "heldByPerson" };
    expect(DERIVATIONS["dropDocumentNumber"]?.(from(document as never), undefined)).toEqual({
      type: "P",
      issuer: "XC",
      status: "heldByPerson",
    });
    expect(DERIVATIONS["typologyParent"]?.(from("HT-OrganRemoval" as never), "general")).toBe("HT");
    expect(DERIVATIONS["countryFromAdminArea"]?.(from("XB-01" as never), undefined)).toBe("XB");
  });

  it.each(Object.keys(DERIVATIONS).filter((name) => name !== "exploitationOfSexualSubtype"))(
    "make nothing of a value of another type: %s",
    (name) => {
      const wrong = [7, null, [], "", { edtf: 7 }, { iccs: 7 }].map((value) => {
        const made = DERIVATIONS[name]?.({ value, member: undefined, asOf: "2026-11" }, "month");
        return made === "" ? undefined : made;
      });
      const isRest = name === "dropDocumentNumber";
      expect(wrong.filter((made) => made !== undefined)).toEqual(
        isRest ? [{ edtf: 7 }, { iccs: 7 }] : [],
      );
    },
  );

  it("make a band of a birth date at the date of the evaluation, and of none without one", () => {
    const band = DERIVATIONS["ageBandFromDateOfBirth"];
    const value = { edtf: "1998-05-17" };
    expect(band?.({ value, member: undefined, asOf: "2026-11" }, undefined)).toBe("27-29");
    expect(band?.({ value, member: undefined, asOf: undefined }, undefined)).toBeUndefined();
    expect(band?.({ value: "1998", member: undefined, asOf: "2026" }, undefined)).toBeUndefined();
  });

  it("coarsen a date inside a record in its place", () => {
    const segment = { mode: "air", from: "XA", to: "XB", date: "2026-10-05" };
    const source = { value: segment, member: "date", asOf: undefined };
    expect(DERIVATIONS["coarsenPeriod"]?.(source, "month")).toEqual({
      ...segment,
      date: "2026-10",
    });
    const missing = { value: { mode: "air" }, member: "date", asOf: undefined };
    expect(DERIVATIONS["coarsenPeriod"]?.(missing, "month")).toBeUndefined();
  });
});
