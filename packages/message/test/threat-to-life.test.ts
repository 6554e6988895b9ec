import type { Json } from "@safepassage/core";
import type { Claims } from "@safepassage/disclosure";
import { checkMessage, type Draft, privateToWire } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { openMessage } from "../src/index.ts";
import { forge } from "./forge.ts";
import { createTestWorld, deliver, draftOfS011 } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const wire = privateToWire(draft.private);
const emergency = { level: "emergency", ground: "threatToLife" };

const open = (hidden: object) =>
  openMessage(forge(world, draft, { private: hidden as Claims }), world.open);
const without = (from: Record<string, Json>, ...names: readonly string[]): Record<string, Json> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));

describe("a message that claims a threat to life", () => {
  it.each(Object.keys(wire).filter((name) => name !== "urgency"))(
    "reaches the validator without its %s",
    (name) => {
      const { message, issues } = open({ ...without(wire, name), urgency: emergency });
      expect(issues).toEqual(checkMessage(message));
      expect(Object.hasOwn(message.private, `private.${name}`)).toBe(false);
      expect(message.private["private.urgency"]).toEqual(emergency);
    },
  );

  it("reaches it with nothing but that claim, and no consent to rest on", () => {
    const { message, consents } = open({ urgency: emergency });
    expect(message.private).toEqual({ "private.urgency": emergency });
    expect(consents).toEqual([]);
  });

  it("reaches it without an evaluation", () => {
    const body = Object.fromEntries(
      Object.entries(draft.body).map(([gid, { meta: _, ...group }]) => [gid, group]),
    ) as Draft["body"];
    const { message } = deliver(world, { ...draft, body });
    expect(Object.values(message.body).every((group) => !("meta" in group))).toBe(true);
  });

  it.each<[string, object]>([
    ["a member that is unknown", { ...wire, urgency: emergency, more: 1 }],
    ["a value that is wrong", { ...wire, urgency: emergency, officerAssurance: "high" }],
    ["a value that is wrong beside a missing one", { urgency: emergency, caseRef: "case 17/2026" }],
    ["an urgency of another form", { urgency: { ...emergency, more: 1 } }],
    ["an urgency without ground", { urgency: { level: "emergency" } }],
  ])("is refused all the same with %s: it could be free text", (_, hidden) => {
    expect(() => open(hidden)).toThrow(expect.objectContaining({ code: "MESSAGE_LAYOUT_WRONG" }));
  });
});

describe("a message that claims none", () => {
  it.each(["caseRef", "exchangeId", "consentRefs", "urgency"])(
    "is refused without its %s",
    (name) => {
      expect(() => open(without(wire, name))).toThrow(
        expect.objectContaining({ code: "MESSAGE_LAYOUT_WRONG" }),
      );
    },
  );
});
