import { FIELDS, LADDERS } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  markOf,
  matrixOf,
  type SendableField,
  type SendablePurpose,
} from "../../src/pages/agreements/matrix-model.ts";

const [first, second] = FIELDS.filter(({ group }) => group === "identity");
const other = FIELDS.find(({ group }) => group === "location");
if (first === undefined || second === undefined || other === undefined) throw new TypeError("few");
const finest = LADDERS["age"]?.at(-1)?.rung ?? "";

const field = (id: string, more: Partial<SendableField> = {}): SendableField => ({
  ...{ field: id, kind: FIELDS.find((one) => one.id === id)?.group ?? "later" },
  sensitivity: "P1",
  ways: [{ messageTypes: ["referral"], need: "allowed" }],
  rungs: [],
  ...more,
});

const purpose = (id: string, fields: readonly SendableField[]): SendablePurpose => ({
  ...{ purpose: id, title: id, opensWith: ["referral"], continuesWith: [] },
  ...{ secondOfficer: false, legalBases: [], fields },
});

describe("the matrix", () => {
  it("has each field once, by kind, in the order of the catalogue", () => {
    const parts = matrixOf([
      purpose("A", [field(other.id), field(second.id)]),
      purpose("B", [field(first.id), field(second.id)]),
    ]);
    const listed = parts.map(({ kind, rows }) => [kind, rows.map((row) => row.field)]);
    expect(new Map(listed as [string, string[]][])).toEqual(
      new Map([
        ["identity", [first.id, second.id]],
        ["location", [other.id]],
      ]),
    );
    const shared = parts.flatMap(({ rows }) => rows).find((row) => row.field === second.id);
    expect([...(shared?.cells.keys() ?? [])]).toEqual(["A", "B"]);
  });

  it("puts a field of a later catalogue last", () => {
    const parts = matrixOf([purpose("A", [field("later.field"), field(first.id)])]);
    expect(parts.map(({ kind }) => kind)).toEqual(["identity", "later"]);
  });

  it("is empty where nothing may be sent", () => {
    expect(matrixOf([purpose("A", [])])).toEqual([]);
  });
});

describe("the mark of a field", () => {
  it("is full only if it goes as it is, whatever holds", () => {
    expect(markOf(undefined)).toBe("none");
    expect(markOf(field(first.id))).toBe("full");
    expect(markOf(field(first.id, { rungs: [{ ladder: "age", rung: finest }] }))).toBe("full");
  });

  it("is full for a field that is itself a coarse rung of a ladder", () => {
    const band = "subject.ageBand";
    expect(markOf(field(band, { rungs: [{ ladder: "age", rung: "ageBand" }] }))).toBe("full");
    expect(markOf(field(band, { rungs: [{ ladder: "age", rung: "ageClass" }] }))).toBe("part");
  });

  it("is half on a condition, less precisely, or without some values", () => {
    const when = { messageTypes: ["update"], need: "conditional", when: "CONSENT" } as const;
    const free = { messageTypes: ["referral"], need: "allowed" } as const;
    const halves: readonly Partial<SendableField>[] = [
      { ways: [free, when] },
      { rungs: [{ ladder: "age", rung: "ageBand" }] },
      { rungs: [{ ladder: "age", rung: finest, when: "CONSENT", otherwise: "ageBand" }] },
      { rungs: [{ ladder: "unknown", rung: "fine" }] },
      { barredValues: ["x"] },
    ];
    for (const half of halves) expect(markOf(field(first.id, half))).toBe("part");
  });
});
