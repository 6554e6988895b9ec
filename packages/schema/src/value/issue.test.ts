import { describe, expect, it } from "vitest";
import { toIssues } from "./issue.ts";

describe("toIssues", () => {
  it("shows of a name only what the catalogue or chance has made", () => {
    const pointers = (name: string) =>
      toIssues([{ path: [name], code: "WRONG_TYPE" }], {}).map(({ pointer }) => pointer);
    expect(pointers("8i2U9AAKdTBQ-Y4FGNoUHg")).toEqual(["/8i2U9AAKdTBQ-Y4FGNoUHg"]);
    expect(pointers("env.purpose")).toEqual(["/env.purpose"]);
    expect(pointers("Maria Popescu")).toEqual(["/*"]);
    expect(pointers("CASE-2026-000123-0045A")).toEqual(["/*"]);
  });
});
