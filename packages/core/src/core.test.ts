import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, encodeUtf8, equalBytes } from "./bytes.ts";
import { createFixedClock, systemClock, toInstant, toNumericDate } from "./clock.ts";
import { CORE_ERRORS, CoreError, type CoreErrorCode } from "./core-error.ts";
import { ProtocolError } from "./error.ts";

describe("bytes", () => {
  it("are joined in order, into memory of their own", () => {
    const first = Uint8Array.of(1, 2);
    const joined = concatBytes(first, new Uint8Array(0), Uint8Array.of(3));
    first.fill(9);
    expect([...joined]).toEqual([1, 2, 3]);
    expect(concatBytes()).toEqual(new Uint8Array(0));
  });

  it("are equal if and only if length and every octet are", () => {
    const bytes = fc.uint8Array({ maxLength: 6, max: 2 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalBytes(a, b)).toBe([...a].join() === [...b].join());
        expect(equalBytes(a, a.slice())).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("hold texts as UTF-8", () => {
    expect([...encodeUtf8("é€😀")]).toEqual([195, 169, 226, 130, 172, 240, 159, 152, 128]);
  });
});

describe("clocks", () => {
  it("that are fixed stand still, whatever is done to what they return", () => {
    const clock = createFixedClock("2026-11-25T10:00:00.999Z");
    clock.now().setFullYear(1999);
    expect(toInstant(clock.now())).toBe("2026-11-25T10:00:00Z");
    expect(toNumericDate(clock.now())).toBe(1_795_600_800);
  });

  it("of the machine tell the machine's time", () => {
    const before = Date.now();
    const now = systemClock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it("refuse what is no time, which nothing could be compared with", () => {
    expect(() => createFixedClock("25 Nov 2026 at noon")).toThrow(RangeError);
    expect(() => toNumericDate(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => toInstant(new Date(Number.NaN))).toThrow(RangeError);
  });

  it("cut to whole seconds downwards, before 1970 as well", () => {
    expect(toNumericDate(new Date(-1))).toBe(-1);
    expect(toInstant(new Date(1999))).toBe("1970-01-01T00:00:01Z");
  });
});

describe("errors", () => {
  it("carry the row of their table and the cause", () => {
    const cause = new Error("inner");
    const error = new CoreError("JSON_TOO_DEEP", "33 levels", { cause });
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ name: "CoreError", message: "33 levels", cause });
    const { fault, title, hint } = CORE_ERRORS.JSON_TOO_DEEP;
    expect(error).toMatchObject({ code: "JSON_TOO_DEEP", fault, title, hint });
  });

  it.each(Object.keys(CORE_ERRORS) as CoreErrorCode[])(
    "%s has a title and says what to do",
    (code) => {
      const { title, hint, spec } = CORE_ERRORS[code];
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(hint).toMatch(/^[A-Z].*\.$/);
      expect(spec).toMatch(/^[a-z0-9-]+#[a-z0-9-]+$/);
    },
  );
});
