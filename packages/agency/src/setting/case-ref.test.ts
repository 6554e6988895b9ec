import { isGroupId } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { caseRefOf } from "./case-ref.ts";

const KEY = new Uint8Array(32).fill(7);

describe("caseRefOf", () => {
  it("is the same for one case and recipient, and random to anybody else", () => {
    const ref = caseRefOf("OKSANA-1998-17", "https://police-c.test", KEY);
    expect(caseRefOf("OKSANA-1998-17", "https://police-c.test", KEY)).toBe(ref);
    expect(isGroupId(ref)).toBe(true);
  });

  it("differs by case, by recipient and by agency", () => {
    const refs = [
      caseRefOf("17", "https://police-c.test", KEY),
      caseRefOf("18", "https://police-c.test", KEY),
      caseRefOf("17", "https://ngo-c.test", KEY),
      caseRefOf("17", "https://police-c.test", new Uint8Array(32).fill(8)),
    ];
    expect(new Set(refs).size).toBe(refs.length);
  });
});
