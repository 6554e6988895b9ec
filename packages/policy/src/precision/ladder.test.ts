import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf, META } from "../../test/case.ts";
import { leafFactsAt } from "../conditions/conditions.ts";
import { createFacts, type LeafFacts } from "../conditions/facts.ts";
import { coarserForms, conceivableRung, judgeRungs } from "./ladder.ts";

type Value = Group["leaves"][number]["v"];
const group = (kind: string, links: string[], f: string, v: Value): Group => ({
  kind,
  links,
  meta: META,
  leaves: [{ f, v }],
});
const anna: Group = {
  ...group("subject", [], "subject.pseudonym", "x"),
  ledCategory: "victim",
  ageClass: "adult",
};

function askIn<T>(
  body: Body,
  question: (facts: ReturnType<typeof createFacts>, leaf: LeafFacts) => T,
) {
  const facts = createFacts(inputOf({ body }), {});
  return question(facts, leafFactsAt(facts, "group", 0) as LeafFacts);
}
const formsOf = (kind: string, f: string, v: Value) =>
  askIn({ anna, group: group(kind, ["anna"], f, v) }, coarserForms).map(
    ({ gid, field, value, isRung }) => [gid, field, value, isRung],
  );

describe("coarser forms", () => {
  it("are the rungs below, finest first, each a value of its own", () => {
    expect(formsOf("event", "event.period", "2026-10-05")).toEqual([
      ["group", "event.period", "2026-10", true],
      ["group", "event.period", "2026-36", true],
      ["group", "event.period", "2026", true],
    ]);
    const birth = { edtf: "1998-05-17", basis: "documented" };
    expect(formsOf("identity", "identity.dateOfBirth", birth)).toEqual([
      ["group", "identity.dateOfBirth", { ...birth, edtf: "1998-05" }, true],
      ["group", "identity.dateOfBirth", { ...birth, edtf: "1998" }, true],
      ["anna", "subject.ageBand", "27-29", true],
    ]);
  });

  it("of a date inside a record are the record with a vaguer date", () => {
    const segment = { mode: "air", from: "XA", to: "XB", date: "2026-10-05" };
    expect(formsOf("travel", "travel.segment", segment)).toEqual([
      ["group", "travel.segment", { ...segment, date: "2026-10" }, false],
      ["group", "travel.segment", { ...segment, date: "2026-36" }, false],
      ["group", "travel.segment", { ...segment, date: "2026" }, false],
    ]);
    expect(formsOf("return", "return.travelDate", "2026-10-05")[0]).toEqual([
      "group",
      "return.travelDate",
      "2026-10",
      false,
    ]);
    const { date: _gone, ...undated } = segment;
    expect(formsOf("travel", "travel.segment", undated)).toEqual([]);
  });

  it("end where nothing can be derived", () => {
    expect(formsOf("location", "location.precise", {})).toEqual([]);
    expect(formsOf("event", "event.indicators", "isolation")).toEqual([]);
    expect(formsOf("event", "no.field", "x")).toEqual([]);
  });
});

describe("the rungs of a leaf", () => {
  it("are judged where it stands on a ladder", () => {
    const judged = (kind: string, f: string, v: Value) =>
      askIn({ anna, group: group(kind, ["anna"], f, v) }, judgeRungs);
    expect(judged("event", "event.period", "2026-10-05")).toEqual([
      {
        actual: { ladder: "time", rung: "day" },
        granted: { ladder: "time", rung: "month" },
        isWithin: false,
      },
    ]);
    expect(judged("event", "event.indicators", "x")).toEqual([]);
    expect(judged("event", "no.field", "x")).toEqual([]);
    expect(judged("event", "subject.ageClass", "adult")).toEqual([]);
  });

  it("are at most what the purpose could grant this field", () => {
    const facts = createFacts(inputOf({ body: {} }), {});
    const conceivable = (field: string, ladder: string) =>
      conceivableRung(facts, field, ladder)?.rung;
    expect(conceivable("event.period", "time")).toBe("month");
    expect(conceivable("identity.dateOfBirth", "age")).toBe("dateOfBirth");
    expect(conceivable("subject.ageBand", "age")).toBe("ageBand");
    expect(conceivable("event.offence", "offence")).toBeUndefined();
  });
});
