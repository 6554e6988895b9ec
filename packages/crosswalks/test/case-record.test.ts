import { SchemaError } from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { CrosswalkError, exportCtdc, exportNiem, parseCaseRecord } from "../src/index.ts";

const messages = scenarios.scenarios.flatMap((one) => one.messages.map(({ message }) => message));
const message = messages[0] ?? { clear: {}, private: {}, body: {} };

describe("parseCaseRecord", () => {
  it("reads a decoded message, the draft it was made from, and an imported case alike", () => {
    const decoded = parseCaseRecord(message);
    expect(decoded.body).toEqual(message.body);
    expect(decoded.conditions).toEqual(["ASSISTANCE_ONLY"]);
    const clear = Object.fromEntries(
      Object.entries(message.clear).filter(([name]) => !name.startsWith("env.digest.")),
    );
    expect(parseCaseRecord({ ...message, clear })).toEqual(decoded);
    const imported = { caseId: "1", groups: message.body, leftBehind: [], problems: [] };
    expect(parseCaseRecord(imported)).toEqual({ body: message.body, conditions: [] });
  });

  it.each([null, [], "x", 7, {}, { clear: {} }, { body: {} }])("refuses %j", (input) => {
    expect(codeOf(() => parseCaseRecord(input))).toBe("CROSSWALK_RECORD_INVALID");
  });

  it.each([
    ["groups that are none", { groups: { x: 1 } }],
    ["a message that is none", { clear: { "env.digest.body": "x" }, private: {}, body: {} }],
    ["a draft that is none", { clear: null, private: {}, body: {} }],
  ])("refuses %s by its shape", (_, input) => {
    expect(codeOf(() => parseCaseRecord(input))).toBe("SCHEMA_INVALID");
  });

  it("gives records that both exports take", () => {
    for (const one of messages) {
      const { body } = parseCaseRecord(one);
      const victims = Object.values(body).filter(({ ledCategory }) =>
        ["victim", "possibleVictim"].includes(ledCategory ?? ""),
      );
      expect(exportCtdc(body).rows).toHaveLength(victims.length);
      expect(exportNiem(body).victims).toHaveLength(victims.length);
    }
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CrosswalkError || error instanceof SchemaError) return error.code;
    throw error;
  }
  throw new Error("nothing was refused");
}
