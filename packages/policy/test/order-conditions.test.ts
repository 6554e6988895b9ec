import type { Json } from "@safepassage/core";
import {
  type Authorisation,
  type Body,
  CODE_LISTS,
  type Group,
  type Leaf,
} from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { authorised, type Case, inputOf } from "./case.ts";
import { holds, of, person } from "./condition-case.ts";

describe("JUDICIAL", () => {
  const body: Body = { anna: person(), identity: of("identity", ["anna"], "identity.names") };
  const judicial = (change: Partial<Authorisation>) => {
    const order = authorised("judicialOrder", ["identity"], change);
    return holds("JUDICIAL", { body, authorisations: [order] }, "identity");
  };
  const issuer = authorised("judicialOrder", []).issuer;

  it.each<[string, Partial<Authorisation>]>([
    ["until the end of its last day", {}],
    ["for a biometric search", { kind: "biometricSearch" }],
    ["of a court", { authority: "court" }],
    ["of an investigating judge", { authority: "investigatingJudge" }],
    ["of a prosecutor", { authority: "publicProsecutor" }],
    ["for the field", { scope: ["identity.names"] }],
  ])("is a verified order %s", (_, change) => {
    expect(judicial(change)).toBe(true);
  });

  it.each<[string, Partial<Authorisation>]>([
    ["of the police", { authority: "police" }],
    [
      "of a role that the registry does not give",
      { issuer: { ...issuer, judicialRoles: ["court"] } },
    ],
    ["of another State", { issuer: { ...issuer, country: "XC" } }],
    ["for another purpose", { purposes: ["JUDICIAL_EVIDENCE"] }],
    ["for another recipient", { recipient: "https://ngo-b.test" }],
    ["about another group", { binds: ["anna"] }],
    ["of another kind", { kind: "providerConsent" }],
    ["for another kind of group", { scope: ["event"] }],
    ["that comes later", { issuedAt: "2026-11-24T09:00:01Z" }],
    ["that ended the day before", { validUntil: "2026-11-23" }],
  ])("is not one %s", (_, change) => {
    expect(judicial(change)).toBe(false);
  });

  describe("of the sender itself", () => {
    const by = (value: string): Leaf => ({ f: "evidence.issuingAuthority", v: value });
    const evidence = (links: readonly string[], value = "publicProsecutor"): Group => ({
      ...of("evidence", links, "evidence.identifier"),
      leaves: [{ f: "evidence.identifier", v: "x" }, by(value)],
    });
    const ofSender = (
      groups: Body,
      { gid = "order", roles = ["publicProsecutor"], type = "prosecutor", purpose = EVIDENCE } = {},
    ) => {
      const { sender } = inputOf({ body: {} }).registry;
      return holds(
        "JUDICIAL",
        {
          body: groups,
          purpose,
          clear: { "env.sender.agencyType": type },
          registry: { sender: { ...sender, type, judicialRoles: roles } },
        },
        gid,
      );
    };
    const EVIDENCE = "JUDICIAL_EVIDENCE";
    const order = { order: evidence([]) };

    it("is its order in a role that the registry gives it", () => {
      expect(ofSender(order)).toBe(true);
    });

    it("reaches whom the order concerns, and no others", () => {
      const event = of("event", ["anna"], "event.offence");
      const groups = { ...body, event, bea: person(), other: of("identity", ["bea"]) };
      const linked = { ...groups, order: evidence(["event"]) };
      expect(ofSender(linked, { gid: "identity" })).toBe(true);
      expect(ofSender(linked, { gid: "event" })).toBe(true);
      const named = { ...linked, other: of("identity", ["bea"], "identity.names") };
      expect(ofSender(named, { gid: "other" })).toBe(false);
    });

    it.each<[string, Parameters<typeof ofSender>]>([
      ["in another role", [{ order: evidence([], "judge") }]],
      ["that another authority made", [{ order: evidence([], "otherWithValidator") }]],
      ["without roles", [order, { roles: [] }]],
      ["of another type of agency", [order, { type: "police" }]],
      ["for another purpose", [order, { purpose: "CRIMINAL_INVESTIGATION" }]],
      [
        "beside one that is not its own",
        [
          {
            anna: person(),
            identity: of("identity", ["anna"], "identity.names"),
            a: evidence(["anna"]),
            b: evidence(["anna"], "judge"),
          },
          { gid: "identity" },
        ],
      ],
    ])("is no order %s", (_, given) => {
      expect(ofSender(...given)).toBe(false);
    });

    it("is one that it validated, and not one that another role validated", () => {
      const validated = (value: string): Body => {
        const { leaves, ...group } = evidence([], "otherWithValidator");
        return { order: { ...group, leaves: [...leaves, { f: "evidence.validator", v: value }] } };
      };
      expect(ofSender(validated("publicProsecutor"))).toBe(true);
      expect(ofSender(validated("judge"))).toBe(false);
      // Who issued it in a role of its own is not helped by a validator.
      const { leaves, ...group } = evidence([], "judge");
      const both = [...leaves, { f: "evidence.validator", v: "publicProsecutor" }];
      expect(ofSender({ order: { ...group, leaves: both } })).toBe(false);
    });

    it.each(["prosecutor", "court", "eppo"])("may be of the type %s", (type) => {
      expect(ofSender(order, { type })).toBe(true);
    });
  });

  describe("of several orders", () => {
    const evidence = (value: string): Group => ({
      ...of("evidence", ["anna"]),
      leaves: [
        { f: "evidence.kind", v: "EIO" },
        { f: "evidence.issuingAuthority", v: value },
      ],
    });
    const groups: Body = { ...body, a: evidence("publicProsecutor"), b: evidence("judge") };
    const token = (...binds: readonly string[]) =>
      authorised("judicialOrder", binds, { purposes: ["JUDICIAL_EVIDENCE"] });
    const opens = (
      authorisations: readonly Authorisation[],
      roles: readonly string[] = [],
      type = "prosecutor",
    ) => {
      const { sender } = inputOf({ body: {} }).registry;
      const registry = { sender: { ...sender, type, judicialRoles: roles } };
      const clear = { "env.sender.agencyType": type };
      const purpose = "JUDICIAL_EVIDENCE";
      return holds(
        "JUDICIAL",
        { body: groups, purpose, clear, registry, authorisations },
        "identity",
      );
    };

    it("asks each to be certified: by tokens, by roles, or one so and one so", () => {
      expect(opens([token("a", "identity"), token("b", "identity")])).toBe(true);
      expect(opens([], ["publicProsecutor", "judge"])).toBe(true);
      expect(opens([token("b", "identity")], ["publicProsecutor"])).toBe(true);
      expect(opens([token("a", "b", "identity")], [], "police")).toBe(true);
    });

    it("is not opened by what certifies one of them", () => {
      expect(opens([token("a", "identity")])).toBe(false);
      expect(opens([token("b", "identity")])).toBe(false);
      expect(opens([], ["publicProsecutor"])).toBe(false);
      expect(opens([token("a", "identity")], ["publicProsecutor"])).toBe(false);
      expect(opens([token("b", "identity")], ["publicProsecutor"], "police")).toBe(false);
    });

    it("is not opened by a token that is about the order and not the leaf, or the reverse", () => {
      expect(opens([token("b")], ["publicProsecutor"])).toBe(false);
      expect(opens([token("identity")], ["publicProsecutor"])).toBe(false);
      expect(opens([token("a", "identity"), token("b")])).toBe(false);
    });

    it("takes no search for an order", () => {
      const search = { ...token("b", "identity"), kind: "biometricSearch" };
      expect(opens([search], ["publicProsecutor"])).toBe(false);
    });
  });

  describe("of an order that waits for validation in an emergency", () => {
    const EMERGENCY = { level: "emergency", ground: "threatToSafety" } as const;
    const opens = (
      leaves: Readonly<Record<string, string>>,
      urgency: Json = EMERGENCY,
      more: Body = {},
      field = "evidence.identifier",
    ) => {
      const all = { kind: "EPOC", issuingAuthority: "otherWithValidator", ...leaves };
      const stated = Object.entries(all).map(([name, v]) => ({ f: `evidence.${name}`, v }));
      const order = { ...of("evidence", []), leaves: [{ f: field, v: "x" }, ...stated] };
      return holds(
        "JUDICIAL",
        {
          body: { order, ...more },
          purpose: "JUDICIAL_EVIDENCE",
          private: { "private.urgency": urgency } as NonNullable<Case["private"]>,
        },
        "order",
      );
    };
    const category = (value: string): Body => ({
      apart: { ...of("evidence", []), leaves: [{ f: "evidence.category", v: value }] },
    });

    it.each([
      { category: "subscriberData" },
      { category: "userIdentificationData" },
      { kind: "EPOC-PR" },
      { kind: "EPOC-PR", category: "contentData" },
    ])("opens what %j is about", (leaves) => {
      expect(opens(leaves)).toBe(true);
      expect(opens(leaves, EMERGENCY, {}, "evidence.contentRef")).toBe(false);
    });

    it.each<[string, Parameters<typeof opens>]>([
      ["for traffic data", [{ category: "trafficData" }]],
      ["without a category", [{}]],
      ["of another instrument", [{ kind: "EIO", category: "subscriberData" }]],
      ["of a prosecutor", [{ category: "subscriberData", issuingAuthority: "publicProsecutor" }]],
      ["that names who validated it", [{ category: "subscriberData", validator: "judge" }]],
      [
        "for content data in a group apart",
        [{ category: "subscriberData" }, EMERGENCY, category("contentData")],
      ],
      ["that is urgent only", [{ kind: "EPOC-PR" }, { level: "urgent", ground: "threatToLife" }]],
      [
        "on another ground",
        [{ kind: "EPOC-PR" }, { level: "emergency", ground: "essentialInterests" }],
      ],
    ])("opens no order %s", (_, given) => {
      expect(opens(...given)).toBe(false);
    });

    it("takes the grounds that the law on orders knows, and no others", () => {
      for (const { code, ...marks } of CODE_LISTS["urgency_ground"]?.codes ?? []) {
        const isOf = marks["reg2023_1543"] !== undefined;
        expect([code, opens({ kind: "EPOC-PR" }, { level: "emergency", ground: code })]).toEqual([
          code,
          isOf,
        ]);
      }
    });
  });
});
