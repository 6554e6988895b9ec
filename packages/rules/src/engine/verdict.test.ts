import { NEVER_QUARANTINED, NEVER_QUARANTINED_CODES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { Finding } from "../judgement.ts";
import { decideVerdict } from "./verdict.ts";

describe("decideVerdict", () => {
  it("accepts without findings, and with warnings only says so", () => {
    expect(decideVerdict([], true)).toBe("accept");
    expect(decideVerdict([finding("R13", { severity: "warn" })], true)).toBe("acceptWithWarnings");
  });

  it("refuses for any error, and keeps a threat to life", () => {
    expect(decideVerdict([finding("R11")], false)).toBe("reject");
    expect(decideVerdict([finding("R11")], true)).toBe("quarantine");
    expect(decideVerdict([finding("R11"), finding("R13", { severity: "warn" })], true)).toBe(
      "quarantine",
    );
  });

  it.each(NEVER_QUARANTINED)("refuses for %s even where a life is at stake", (rule) => {
    expect(decideVerdict([finding("R11"), finding(rule)], true)).toBe("reject");
  });

  it.each(NEVER_QUARANTINED_CODES)("refuses for %s, and for no other code of its rule", (code) => {
    const rule = code.slice(0, code.indexOf("_"));
    expect(decideVerdict([finding(rule, { code })], true)).toBe("reject");
    expect(decideVerdict([finding(rule)], true)).toBe("quarantine");
  });

  it("refuses for a structural error even where a life is at stake", () => {
    expect(decideVerdict([finding("E03", { stage: "structural" })], true)).toBe("reject");
  });
});

function finding(rule: string, changed: Partial<Finding> = {}): Finding {
  return {
    rule,
    code: `${rule}_X`,
    severity: "error",
    stage: "schema",
    pointer: "",
    sentence: "",
    citation: "",
    citationStatus: "V",
    citationRead: true,
    fix: "",
    ...changed,
  };
}
