import { expect, it, vi } from "vitest";
import { markClaims } from "./mark-claims.ts";

it("follows a pointer no further than the claims go", () => {
  const set = vi.spyOn(Map.prototype, "set");
  try {
    expect(() => markClaims({ a: { a: 1 } }, ["/a".repeat(100_000)])).toThrow("nothing at");
    expect(set.mock.calls.length).toBeLessThan(100);
  } finally {
    set.mockRestore();
  }
});
