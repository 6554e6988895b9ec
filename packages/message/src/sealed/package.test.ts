import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padToSizeClass, unpadSizeClass } from "./package.ts";

const content = fc.uint8Array({ min: 1, minLength: 1, maxLength: 40 });

describe("unpadSizeClass", () => {
  it("gives back what was padded, wherever in memory it lies", () => {
    fc.assert(
      fc.property(content, fc.nat({ max: 9000 }), fc.nat({ max: 7 }), (tail, zeros, offset) => {
        const text = new Uint8Array([...new Uint8Array(zeros), ...tail]);
        const padded = padToSizeClass(text);
        const moved = new Uint8Array(offset + padded.length);
        moved.set(padded, offset);
        expect(unpadSizeClass(moved.subarray(offset))).toEqual(text);
      }),
    );
  });

  it("refuses what holds nothing but zeros", () => {
    const code = "PACKAGE_PADDING_WRONG";
    expect(() => unpadSizeClass(new Uint8Array(4096))).toThrow(expect.objectContaining({ code }));
  });
});
