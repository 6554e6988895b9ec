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

  it.each<[string, object, string, object]>([
    [
      "a member that is unknown",
      { ...wire, urgency: emergency, more: 1 },
      "UNKNOWN",
      { pointer: "", code: "MEMBER_UNKNOWN" },
    ],
    [
      "a value that is wrong",
      { ...wire, urgency: emergency, officerAssurance: "high" },
      "WRONG",
      { field: "private.officerAssurance", code: "WRONG_TYPE" },
    ],
    [
      "a value that is wrong beside a missing one",
      { urgency: emergency, caseRef: "case 17/2026" },
      "WRONG",
      { field: "private.officerRef", code: "MEMBER_MISSING" },
    ],
    [
      "an urgency of another form",
      { ...wire, urgency: { ...emergency, more: 1 } },
      "UNKNOWN",
      { pointer: "/private.urgency", code: "MEMBER_UNKNOWN" },
    ],
    [
      "an urgency without ground",
      { ...wire, urgency: { level: "emergency" } },
      "MISSING",
      { pointer: "/private.urgency/ground", code: "MEMBER_MISSING" },
    ],
    ["no object", [], "WRONG", { pointer: "", code: "WRONG_TYPE" }],
  ])("is refused all the same with %s: it could be free text", (_, hidden, kind, issue) => {
    expect(() => open(hidden)).toThrow(
      expect.objectContaining({
        code: `MESSAGE_PRIVATE_${kind}`,
        issues: expect.arrayContaining([expect.objectContaining(issue)]),
      }),
    );
  });
});

describe("a message that claims none", () => {
  it.each(["caseRef", "exchangeId", "consentRefs", "urgency"])(
    "is refused without its %s, which is named",
    (name) => {
      const field = `private.${name}`;
      expect(() => open(without(wire, name))).toThrow(
        expect.objectContaining({
          code: "MESSAGE_PRIVATE_MISSING",
          issues: [{ pointer: `/${field}`, code: "MEMBER_MISSING", field }],
        }),
      );
    },
  );
});
