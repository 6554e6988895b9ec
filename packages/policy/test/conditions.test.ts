import type { Json } from "@safepassage/core";
import {
  type Authorisation,
  type Body,
  CODE_LISTS,
  type Consent,
  type Group,
  type Leaf,
} from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { authorised, type Case, inputOf, META } from "./case.ts";
import { denied, holds, of, PURPOSE, person, RECIPIENT, reasons, row } from "./condition-case.ts";

describe("CONSENT", () => {
  const consent: Consent = {
    ref: "GZLBk5jwS-ZaGeoBSFNZnw",
    subject: "anna",
    status: "ConsentGiven",
    scope: ["event"],
    purposes: [PURPOSE],
    recipients: [RECIPIENT],
    giver: "self",
    giverIsSuspect: false,
    language: "de",
    languageUnderstood: true,
    withdrawalMethod: true,
    validFrom: "2026-11-24T09:00:00Z",
    validUntil: "2026-11-24T09:00:00Z",
    withdrawnAt: null,
  } as Consent;
  const body: Body = { anna: person(), event: of("event", ["anna"], "event.indicators") };
  const given = (change: Partial<Record<keyof Consent, unknown>>, more: Partial<Case> = {}) =>
    holds("CONSENT", { body, consents: [{ ...consent, ...change } as Consent], ...more }, "event");

  it.each<[string, Partial<Record<keyof Consent, unknown>>]>([
    ["her own, valid for the very second of the message", {}],
    ["renewed", { status: "RenewedConsentGiven" }],
    ["to the field itself", { scope: ["need", "event.indicators"] }],
    ["to several purposes and recipients", { purposes: ["STATISTICS", PURPOSE] }],
    ["of a guardian", { giver: "guardian" }],
    ["of a tribunal", { giver: "tribunal" }],
  ])("is a consent: %s", (_, change) => {
    expect(given(change)).toBe(true);
  });

  it.each<[string, Partial<Record<keyof Consent, unknown>>]>([
    ["another person's", { subject: "bea" }],
    ["refused", { status: "ConsentRefused" }],
    ["withdrawn", { withdrawnAt: "2026-11-24T08:00:00Z" }],
    ["to another kind and another field", { scope: ["need", "event.period"] }],
    ["for another purpose", { purposes: ["STATISTICS"] }],
    ["to another recipient", { recipients: ["https://other.test"] }],
    ["that begins a second later", { validFrom: "2026-11-24T09:00:01Z" }],
    ["that ended a second before", { validUntil: "2026-11-24T08:59:59Z" }],
    ["of a suspect", { giverIsSuspect: true }],
    ["in a language she does not understand", { languageUnderstood: false }],
    ["that cannot be withdrawn", { withdrawalMethod: false }],
    ["of someone else", { giver: "relative" }],
  ])("is not one %s", (_, change) => {
    expect(given(change)).toBe(false);
  });

  it("is none of a child by herself, and one of her guardian", () => {
    const child: Body = { ...body, anna: person({ ageClass: "child" }) };
    expect(given({}, { body: child })).toBe(false);
    expect(given({ giver: "guardian" }, { body: child })).toBe(true);
  });

  it("is needed of everyone concerned, and of at least one", () => {
    const two: Body = {
      ...body,
      bea: person(),
      event: of("event", ["anna", "bea"], "event.means"),
    };
    const hers: Consent = { ...consent, subject: "bea" };
    expect(holds("CONSENT", { body: two, consents: [consent] }, "event")).toBe(false);
    expect(holds("CONSENT", { body: two, consents: [hers, consent] }, "event")).toBe(true);
    const nobody: Body = { event: of("event", [], "event.means") };
    expect(holds("CONSENT", { body: nobody, consents: [consent] }, "event")).toBe(false);
  });

  it("is needed of everybody where the group is linked to nobody", () => {
    const loose: Body = { anna: person(), event: of("event", [], "event.means") };
    expect(holds("CONSENT", { body: loose, consents: [consent] }, "event")).toBe(true);
    const two: Body = { ...loose, bea: person() };
    expect(holds("CONSENT", { body: two, consents: [consent] }, "event")).toBe(false);
  });

  it("to anything covers what belongs to every scope", () => {
    const consents = [{ ...consent, scope: [] }];
    expect(holds("CONSENT", { body, consents }, "anna", "subject.ageClass")).toBe(true);
    expect(holds("CONSENT", { body, consents }, "event")).toBe(false);
  });
});

describe("STRICT", () => {
  const path = "event/event.exploitation";
  const body: Body = { anna: person(), event: of("event", ["anna"], "event.exploitation") };
  const agreement = row("event.exploitation", { strict: true });
  const strict = (more: Partial<Case>) =>
    holds(
      "STRICT",
      { body, agreement, private: reasons([path, "ASSESS_DANGER"]), ...more },
      "event",
    );

  it("is a reason on the path and a strict row", () => {
    expect(strict({})).toBe(true);
  });

  it.each<[string, Partial<Case>]>([
    ["no reason", { private: reasons() }],
    ["a reason on another path", { private: reasons(["other/event.exploitation", "X"]) }],
    ["a reason that only supports", { private: reasons([path, "INCAPABLE_OF_CONSENT"]) }],
    ["a reason for haste", { private: reasons([path, "AUTHORISATION_NOT_IN_TIME"]) }],
    ["no row", { agreement: {} }],
    ["a row that is not strict", { agreement: row("event.exploitation") }],
    ["a row for another field", { agreement: row("event.means", { strict: true }) }],
    [
      "a row for another purpose",
      { agreement: row("event.exploitation", { strict: true, purpose: "STATISTICS" }) },
    ],
  ])("is not %s", (_, more) => {
    expect(strict(more)).toBe(false);
  });

  it("is not one reason for everything", () => {
    const more: Body = {
      event: of("event", ["anna"], "event.exploitation", "event.sexualSubtype"),
      need: of("need", ["anna"], "need.health", "need.specialNeeds"),
      identity: of("identity", ["anna"], "identity.dna"),
    };
    const others = ["event/event.sexualSubtype", "need/need.health", "need/need.specialNeeds"];
    const same = (...paths: string[]) =>
      reasons(...[path, ...paths].map((one) => [one, "PROVIDE_MEDICAL_CARE"] as const));
    const everything = [...others, "identity/identity.dna"];
    expect(strict({ body: { ...body, ...more }, private: same(...others) })).toBe(true);
    expect(strict({ body: { ...body, ...more }, private: same(...everything) })).toBe(false);
  });
});

describe("SUSPECT", () => {
  const offence = of("event", ["max"], "event.offence");
  const identity = of("identity", ["max"], "identity.names");
  const max = person({ ledCategory: "suspect" });
  const suspect = (body: Body) => holds("SUSPECT", { body }, "identity");

  it.each(["suspect", "convicted"] as const)("is a %s of a stated offence", (ledCategory) => {
    expect(suspect({ max: person({ ledCategory }), offence, identity })).toBe(true);
  });

  it.each<[string, Body]>([
    ["a victim", { max: person(), offence, identity }],
    ["without an offence", { max, event: of("event", ["max"], "event.means"), identity }],
    ["with another's offence", { max, offence: of("event", [], "event.offence"), identity }],
    [
      "with an offence that is no event's",
      { max, offence: { ...offence, kind: "case" }, identity },
    ],
    ["with an offence denied", { max, offence: denied(offence), identity }],
    ["on a statement alone", { max, offence, identity: onStatement(identity) }],
    ["nobody", { offence, identity: of("identity", [], "identity.names") }],
    [
      "whoever it may be, where one is no suspect",
      { max, bea: person(), offence, identity: of("identity", [], "identity.names") },
    ],
    [
      "who has to do with a victim, by a group that names both",
      {
        max,
        bea: person(),
        offence,
        meeting: of("event", ["bea", "identity"], "event.means"),
        identity,
      },
    ],
    [
      "with an offence that is another's by way of a group that names him",
      {
        max,
        bea: person(),
        offence: of("event", ["bea"], "event.offence"),
        meeting: of("event", ["max", "offence"], "event.means"),
        identity,
      },
    ],
    [
      "one of two persons",
      { max, bea: person(), offence, identity: of("identity", ["max", "bea"], "identity.names") },
    ],
  ])("is not %s", (_, body) => {
    expect(suspect(body)).toBe(false);
  });

  it("of a leaf is judged by the leaf's own nature", () => {
    const [leaf] = identity.leaves;
    const leaves = leaf === undefined ? [] : [{ ...leaf, nature: "fact" as const }, leaf];
    const body = { max, offence, identity: { ...onStatement(identity), leaves } };
    expect(holds("SUSPECT", { body }, "identity", 0)).toBe(true);
    expect(holds("SUSPECT", { body }, "identity", 1)).toBe(false);
  });
});

describe("NAMED", () => {
  const body: Body = { anna: person(), event: of("event", ["anna"], "event.means") };
  const named = (more: object, field = "event.means") =>
    holds("NAMED", { body, agreement: row(field, { explicit: true, ...more }) }, "event");

  it("is an explicit row, for this recipient or for all", () => {
    expect(named({})).toBe(true);
    expect(named({ recipient: RECIPIENT })).toBe(true);
  });

  it("is no other row, and not the default", () => {
    expect(named({ explicit: false })).toBe(false);
    expect(named({ recipient: "https://other.test" })).toBe(false);
    expect(named({ purpose: "STATISTICS" })).toBe(false);
    expect(named({}, "event.offence")).toBe(false);
    expect(holds("NAMED", { body }, "event")).toBe(false);
  });
});

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

describe("VITAL", () => {
  const path = "event/event.means";
  const body: Body = { anna: person(), event: of("event", ["anna"], "event.means") };
  const harm = [path, "PREVENT_IMMINENT_HARM"] as const;
  const threat = { level: "emergency", ground: "threatToLife" } as const;
  const vital = (
    urgency: object,
    clear: Case["clear"] = {},
    ...more: (readonly [string, string])[]
  ) =>
    holds(
      "VITAL",
      {
        body,
        clear,
        private: {
          ...reasons(...more),
          "private.urgency": urgency as typeof threat,
        },
      },
      "event",
    );

  it("is a threat to life with a reason on the path", () => {
    expect(vital(threat, {}, harm)).toBe(true);
    expect(vital({ ...threat, level: "urgent" }, {}, harm)).toBe(true);
    expect(vital(threat, {}, [path, "PROVIDE_MEDICAL_CARE"])).toBe(true);
    expect(vital(threat, {}, [path, "LOCATE_MISSING_PERSON"])).toBe(true);
  });

  it("is nothing less", () => {
    expect(vital({ ...threat, level: "routine" }, {}, harm)).toBe(false);
    expect(vital({ ...threat, ground: "none" }, {}, harm)).toBe(false);
    expect(vital(threat, {}, [path, "PROVE_AGE"])).toBe(false);
    expect(vital(threat, {}, ["anna/subject.pseudonym", "PREVENT_IMMINENT_HARM"])).toBe(false);
  });

  it.each(["GDPR", "UK-GDPR", "EUDPR"])("needs one who cannot consent under the %s", (regime) => {
    const clear = { "env.sender.regime": regime };
    expect(vital(threat, clear, harm)).toBe(false);
    expect(vital(threat, clear, harm, [path, "INCAPABLE_OF_CONSENT"])).toBe(true);
    expect(vital(threat, clear, harm, ["x/event.means", "INCAPABLE_OF_CONSENT"])).toBe(false);
  });
});

describe("marks of shape", () => {
  const body: Body = { event: of("event", [], "event.means") };

  it("NO_SUBJECT is claimed and true", () => {
    const clear = { "env.shapeMark": "noSubject" };
    expect(holds("NO_SUBJECT", { body, clear }, "event")).toBe(true);
    expect(holds("NO_SUBJECT", { body }, "event")).toBe(false);
    for (const kind of ["subject", "identity", "contact", "need"]) {
      const more = { ...body, more: of(kind, []) };
      expect(holds("NO_SUBJECT", { body: more, clear }, "event")).toBe(false);
    }
  });

  it("NOT_SIS is neither claimed nor cited", () => {
    expect(holds("NOT_SIS", { body }, "event")).toBe(true);
    expect(holds("NOT_SIS", { body, clear: { "env.shapeMark": "sis" } }, "event")).toBe(false);
    expect(holds("NOT_SIS", { body, bases: ["LED#8", "REG2018/1862#26"] }, "event")).toBe(false);
  });
});

describe("VICTIM_ACCOUNT", () => {
  const field = "finance.account";
  const account = (role: string): Group => ({
    ...of("finance", ["anna"], field),
    leaves: [
      { f: field, v: "x" },
      { f: "finance.accountHolderRole", v: role },
    ],
  });
  const traced = reasons([`money/${field}`, "TRACE_PROCEEDS"]);
  const victims = (body: Body, hidden = traced) =>
    holds("VICTIM_ACCOUNT", { body, private: hidden }, "money");
  const money = account("victimNameSuspectControlled");

  it("is in a victim's name, a suspect's hand, and traced", () => {
    expect(victims({ anna: person(), money })).toBe(true);
    expect(victims({ anna: person({ ledCategory: "possibleVictim" }), money })).toBe(true);
  });

  it("is no other account", () => {
    expect(victims({ anna: person({ ledCategory: "suspect" }), money })).toBe(false);
    expect(victims({ anna: person(), money: account("victim") })).toBe(false);
    const elsewhere = { ...money, kind: "other" };
    expect(victims({ anna: person(), money: account("victim"), elsewhere })).toBe(false);
    expect(victims({ anna: person(), money }, reasons())).toBe(false);
    expect(victims({ anna: person(), money }, reasons([`money/${field}`, "PROVE_AGE"]))).toBe(
      false,
    );
  });
});

describe("BIOMETRIC_SEARCH", () => {
  const entry = { searchKind: "facial" } as NonNullable<Case["exchange"]>[number];
  const { searchKind: _none, ...without } = entry;
  const checked: Body = {
    match: of("match", [], "match.result"),
    assessment: of("assessment", [], "assessment.humanCheck"),
  };
  const answers = (more: Partial<Case>, messageType = "response") =>
    holds(
      "BIOMETRIC_SEARCH",
      { body: checked, clear: { "env.messageType": messageType }, exchange: [entry], ...more },
      "match",
    );

  it("is the answer to one that named it, checked by a person", () => {
    expect(answers({})).toBe(true);
    expect(answers({ exchange: [without as typeof entry, entry] })).toBe(true);
  });

  it("is no other answer", () => {
    expect(answers({}, "referral")).toBe(false);
    expect(answers({ exchange: [without as typeof entry] })).toBe(false);
    expect(answers({ exchange: [] })).toBe(false);
    const { match } = checked as { match: Group };
    expect(answers({ body: { match } })).toBe(false);
    expect(answers({ body: { match, need: of("need", [], "assessment.humanCheck") } })).toBe(false);
    expect(answers({ body: { match, assessment: of("assessment", [], "x.y") } })).toBe(false);
  });

  it("needs to know what was asked", () => {
    const clear = { "env.messageType": "response" };
    expect(holds("BIOMETRIC_SEARCH", { body: checked, clear }, "match")).toBe(false);
  });
});

/** A group whose leaf says no. */
function onStatement(group: Group): Group {
  return { ...group, meta: { ...META, nature: "statement" } };
}
