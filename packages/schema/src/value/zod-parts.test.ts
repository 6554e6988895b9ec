import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseWith } from "./parse-with.ts";
import { valueSchema } from "./zod-parts.ts";

describe("valueSchema", () => {
  const shape = z.strictObject({
    place: valueSchema("location.precise"),
    sex: valueSchema("subject.sex"),
  });

  it("tells in a zod type what the check of the field finds, under its path", () => {
    expect(issuesOf({ place: { kind: "point", value: {} }, sex: "9" })).toEqual([
      "MEMBER_MISSING /place/value/lat",
      "MEMBER_MISSING /place/value/lon",
    ]);
  });

  it("tells a missing value from one of the wrong type", () => {
    expect(issuesOf({ sex: 1 })).toEqual(["MEMBER_MISSING /place", "WRONG_TYPE /sex"]);
  });

  it("refuses a field that the catalogue does not have", () => {
    for (const id of ["note", "constructor", ""]) {
      expect(() => valueSchema(id)).toThrow(
        expect.objectContaining({ code: "SCHEMA_FIELD_UNKNOWN" }),
      );
    }
  });

  function issuesOf(input: unknown): string[] {
    try {
      parseWith(shape, input);
      return [];
    } catch (error) {
      const { issues } = error as { issues: { code: string; pointer: string }[] };
      return issues.map(({ code, pointer }) => `${code} ${pointer}`);
    }
  }
});
