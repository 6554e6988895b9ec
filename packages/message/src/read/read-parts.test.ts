import { privateToWire } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { createTestWorld, draftOfS011 } from "../../test/world.ts";
import { readPrivate } from "./read-parts.ts";

const world = createTestWorld();
const { clear } = draftOfS011(world);
const wire = {
  ...privateToWire(draftOfS011(world).private),
  provenance: [
    {
      commitment: world.signers["NGO-B"].kid,
      originState: "XA",
      originRegime: "GDPR",
      conditions: [],
      europol: [],
      purpose: "ASSISTANCE_REFERRAL",
    },
  ],
};

describe("readPrivate", () => {
  it("admits countries that exist only in tests where the message is one", () => {
    expect(readPrivate(wire, clear)["private.provenance"]).toEqual(wire.provenance);
  });

  it("refuses them otherwise, also where a life is at stake", () => {
    const urgent = { ...wire, urgency: { level: "emergency", ground: "threatToLife" } };
    for (const hidden of [wire, urgent]) {
      expect(() => readPrivate(hidden, { ...clear, "env.test": false })).toThrow(
        expect.objectContaining({ code: "MESSAGE_PRIVATE_WRONG" }),
      );
    }
  });
});
