import { describe, expect, it } from "vitest";
import { createTestWorld, deliver, draftOfS011 } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const LETTERS = ["aGVsbG8", "d29ybGQ", "b".repeat(16_000)].join(".");

describe("a token that is no token", () => {
  it.each([1, 8])("refuses the message, %i of them", (count) => {
    const entries = Array.from({ length: count }, (_, i) => ({
      kind: "providerConsent",
      decision: "L_zmrX-IQ1NMVs6uetfpdUO0QCXFR5By8nGpfrwaIkQ".replace(/^../, `A${i}`),
      token: LETTERS,
    }));
    const hidden = { ...draft.private, "private.priorAuthorisations": entries };
    expect(() => deliver(world, { ...draft, private: hidden })).toThrow();
  });
});
