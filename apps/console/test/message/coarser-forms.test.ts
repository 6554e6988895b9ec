import { describe, expect, test } from "vitest";
import { tellForms } from "../../src/pages/case/coarser-forms.ts";

describe("the forms of a date", () => {
  test("are told as one: the finest, and how else it stands there", () => {
    const born = (edtf: string) => ({ basis: "documented", edtf });
    expect(
      tellForms("identity.dateOfBirth", [born("1988"), born("1988-04"), born("1988-04-12")]),
    ).toEqual({ values: [born("1988-04-12")], coarser: ["year", "month"] });
    expect(tellForms("event.period", ["2026", "2026-10", "2026-36"])).toEqual({
      values: ["2026-10"],
      coarser: ["year", "quarter"],
    });
    expect(tellForms("event.period", ["2026-09/2026-11", "2026-35/2026-36", "2026"])).toEqual({
      values: ["2026-09/2026-11"],
      coarser: ["quarter", "year"],
    });
  });

  test("stay apart where one does not follow from another", () => {
    for (const values of [
      ["2025", "2026-10"],
      ["2026-09", "2026-10"],
      ["2026-10", "2026-35"],
    ]) {
      expect(tellForms("event.period", values)).toEqual({ values, coarser: [] });
    }
    const births = [
      { basis: "declared", edtf: "1988" },
      { basis: "documented", edtf: "1988-04" },
    ];
    expect(tellForms("identity.dateOfBirth", births)).toEqual({ values: births, coarser: [] });
  });

  test("are kept where the mark of approximation is another", () => {
    expect(tellForms("event.period", ["2026~", "2026-10~"]).values).toEqual(["2026-10~"]);
    expect(tellForms("event.period", ["2026", "2026-10~"]).values).toEqual(["2026", "2026-10~"]);
  });

  test("are looked for in no field whose dates have no forms beside them", () => {
    const legs = [{ date: "2026" }, { date: "2026-10" }];
    expect(tellForms("travel.segment", legs)).toEqual({ values: legs, coarser: [] });
    expect(tellForms("event.isic", ["2026", "2026-10"]).coarser).toEqual([]);
  });
});
