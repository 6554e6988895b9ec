import { EXCHANGE_TYPES, findRule, PURPOSES } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimise, type Outcome, permissions, type ReasonCode } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";

const anyInput = fc.oneof(arbitraryInput(), arbitraryInput({ generous: true }));
const RUNS = { numRuns: 300, seed: 20261124, endOnFailure: true };

describe("generated messages", () => {
  it("are allowed, coarsened and withheld in at least a fifth of their fields each", () => {
    const counts: Record<Outcome, number> = { allowed: 0, coarsened: 0, withheld: 0 };
    const purposes = new Set<string>();
    const types = new Set<string>();
    for (const input of fc.sample(arbitraryInput(), { ...RUNS, numRuns: 1500 })) {
      purposes.add(input.message.clear["env.purpose"]);
      types.add(input.message.clear["env.messageType"]);
      for (const { outcome, leaf } of permissions(input)) {
        if (leaf === undefined) continue;
        counts[outcome] += 1;
      }
    }
    const total = counts.allowed + counts.coarsened + counts.withheld;
    for (const count of Object.values(counts)) expect(count / total).toBeGreaterThan(0.2);
    expect(purposes.size).toBe(PURPOSES.length);
    expect(Object.keys(EXCHANGE_TYPES).filter((type) => !types.has(type))).toEqual([]);
  });
});

/** Reasons by a rule instead of conditions: the code of each, and the rule whose law it cites. */
const BY_RULE: Readonly<Record<string, readonly [ReasonCode, string]>> = {
  AGREEMENT_WITHOUT_ROW: ["agreement", "R01"],
  BASIS_MISSING: ["basis", "R04"],
  COMPANION_ALONE: ["companion", "R01"],
  FIELD_NOT_OF_PURPOSE: ["purpose", "R01"],
  FIELD_NOT_OF_TYPE: ["purpose", "R01"],
  GROUP_INCOMPLETE: ["group", "R01"],
  GROUP_UNBOUND: ["group", "R01"],
  IDENTIFIES_VICTIM: ["identification", "R31"],
  PERSON_NOT_OF_PURPOSE: ["purpose", "R01"],
  RECIPIENT_NOT_GIVEN: ["recipient", "R29"],
  ROOM_MISSING: ["ladder", "R02"],
  TOGETHER_TOO_MUCH: ["combination", "R31"],
  TOO_PRECISE: ["ladder", "R02"],
};

it("gives each reason as of its kind, with the law of its rule", () => {
  const seen = new Set<string>();
  for (const input of fc.sample(anyInput, { ...RUNS, numRuns: 1000 })) {
    for (const { reason } of minimise(input).account) {
      const [code, id = ""] = BY_RULE[reason?.message ?? ""] ?? [];
      if (reason === undefined || code === undefined) continue;
      const { citation, citationStatus } = findRule(id) ?? {};
      expect(reason).toMatchObject({ code, citation, citationStatus });
      seen.add(reason.message);
    }
  }
  expect([...seen].sort()).toEqual(Object.keys(BY_RULE));
});

describe("minimise", () => {
  it("returns only what is allowed", () => {
    void fc.assert(
      fc.property(anyInput, (input) => {
        const { draft } = minimise(input);
        const rest = permissions({ ...input, message: draft });
        expect(rest.filter(({ outcome }) => outcome !== "allowed")).toEqual([]);
      }),
      RUNS,
    );
  });

  it("changes nothing the second time", () => {
    void fc.assert(
      fc.property(anyInput, (input) => {
        const once = minimise(input).draft;
        expect(minimise({ ...input, message: once }).draft).toEqual(once);
      }),
      RUNS,
    );
  });
});
