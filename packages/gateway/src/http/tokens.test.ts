import { describe, expect, it } from "vitest";
import { createTokenGuard } from "./tokens.ts";

const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(32)) as [string, string, string];

describe("createTokenGuard", () => {
  it.each([
    ["a short token", { local: "short", quarantine: { x: b, y: c } }],
    ["one token for two", { local: a, quarantine: { x: b, y: b } }],
    ["one role", { local: a, quarantine: { x: b } }],
    ["three roles", { local: a, quarantine: { x: b, y: c, z: "d".repeat(32) } }],
  ])("is not made with %s", (_, tokens) => {
    expect(() => createTokenGuard(() => tokens)).toThrow(RangeError);
  });

  it("names the role of a token", () => {
    const guard = createTokenGuard(() => ({ local: a, quarantine: { x: b, y: c } }));
    expect(guard.whose(`Bearer ${c}`)).toBe("y");
    expect(guard.whose(`Bearer ${a}`)).toBe("local");
    expect(guard.whose("Bearer none")).toBeUndefined();
    expect(() => guard.requireLocal(`Bearer ${c}`)).toThrow(
      expect.objectContaining({ code: "GATEWAY_UNAUTHORISED" }),
    );
  });
});
