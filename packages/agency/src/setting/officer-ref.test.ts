import { decodeBase64url } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { createOfficerRef, readOfficerRef } from "./officer-ref.ts";

const key = new Uint8Array(32).fill(1);

describe("an officer reference", () => {
  it("is read with the agency's key, and with no other", () => {
    const ref = createOfficerRef("staff-0042", key);
    expect(readOfficerRef(ref, key)).toBe("staff-0042");
    expect(() => readOfficerRef(ref, new Uint8Array(32).fill(2))).toThrow();
  });

  it("looks different each time and is always 60 octets", () => {
    const refs = ["a", "a", "a-much-longer-staff-identifier"].map((id) =>
      createOfficerRef(id, key),
    );
    expect(new Set(refs).size).toBe(3);
    expect(refs.map((ref) => decodeBase64url(ref).length)).toEqual([60, 60, 60]);
  });

  it("is not made of an id of more than 32 octets", () => {
    expect(() => createOfficerRef("x".repeat(33), key)).toThrow(RangeError);
  });

  it("does not open when one octet is changed", () => {
    const octets = Buffer.from(createOfficerRef("staff-0042", key), "base64url");
    octets[20] = (octets[20] ?? 0) ^ 1;
    expect(() => readOfficerRef(octets.toString("base64url"), key)).toThrow();
  });
});
