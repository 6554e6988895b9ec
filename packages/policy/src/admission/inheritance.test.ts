import { type Code, findPurpose, type Provenance } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { authorised, type Case, inputOf, type Loose } from "../../test/case.ts";
import { createFacts } from "../conditions/facts.ts";
import type { PolicyInput } from "../tables/model.ts";
import { findInheritedBar } from "./inheritance.ts";

/** How the data of a source are used. */
interface Use {
  readonly purpose?: string;
  readonly messageType?: string;
  readonly recipientType?: Code<"agency_type">;
  /** Kinds of consent that originators gave. */
  readonly consents?: readonly string[];
}

type Party = Pick<PolicyInput["registry"]["sender"], "regime" | "country">;
type Parties = { readonly [side in "sender" | "recipient"]: Party };

const SOURCE: Loose<Provenance> = {
  commitment: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
  originState: "XC",
  originRegime: "LED",
  conditions: [],
  europol: [],
  purpose: "CRIMINAL_INVESTIGATION",
};

/** The bar to a use if all conditions are passed on. */
function barOf(
  change: Partial<Loose<Provenance>>,
  use: Use = {},
  more: Partial<Case> = {},
): unknown {
  const { purpose = "VICTIM_IDENTIFICATION", consents = [] } = use;
  const { messageType = findPurpose(purpose)?.opens.messageTypes[0] ?? "" } = use;
  const input = inputOf({
    body: {},
    purpose,
    clear: { "env.messageType": messageType },
    conditions: change.conditions ?? [],
    private: { "private.provenance": [SOURCE, { ...SOURCE, ...change }] },
    authorisations: consents.map((kind) =>
      authorised(kind, [SOURCE.commitment], { purposes: [purpose] }),
    ),
    ...more,
  });
  const { recipientType: type = input.registry.recipient.type } = use;
  const registry = { ...input.registry, recipient: { ...input.registry.recipient, type } };
  return messageOf({ ...input, registry });
}

function messageOf(input: PolicyInput): unknown {
  const bar = findInheritedBar(createFacts(input));
  return bar && `${bar.rule} ${bar.message}`;
}

describe("a prior authorisation", () => {
  const barred = (more: Partial<Case>) =>
    barOf({ conditions: ["NO_ONWARD"] }, {}, { conditions: ["NO_ONWARD"], ...more });
  const given = { "private.provenance": [{ ...SOURCE, conditions: ["NO_ONWARD"] }] };
  const consent = (more: object = {}) => [authorised("providerConsent", [SOURCE.commitment], more)];

  it("lifts a condition of the source it is about", () => {
    expect(barred({ authorisations: consent() })).toBeUndefined();
  });

  it("lifts nothing where its token was not verified, whatever the message states", () => {
    const invented = { kind: "providerConsent", decision: SOURCE.commitment, token: "a.b.c" };
    const hidden = { ...given, "private.priorAuthorisations": [invented] };
    expect(barred({ private: hidden })).toBe("R22 SOURCE_NO_ONWARD");
  });

  it.each<[string, object]>([
    ["of another source", { binds: ["TUYfKn_ez3q3qfNHWFZIRwExRtVIip2HBTIdLIgdhIY"] }],
    ["for another purpose", { purposes: ["CRIMINAL_INVESTIGATION"] }],
    ["for another recipient", { recipient: "https://ngo-b.test" }],
    ["that comes later", { issuedAt: "2026-11-24T09:00:01Z" }],
    ["that ended the day before", { validUntil: "2026-11-23" }],
  ])("lifts nothing %s", (_, more) => {
    expect(barred({ authorisations: consent(more) })).toBe("R22 SOURCE_NO_ONWARD");
  });
});

describe("a source", () => {
  const conditions = (...names: string[]) => ({ conditions: names });
  const fiu = { originRegime: "FIU-AMLD6", purpose: "ASSET_TRACING" };

  it.each<[string, Partial<Loose<Provenance>>, Use]>([
    ["no condition", {}, {}],
    [
      "one for the same purpose",
      { ...conditions("NO_OTHER_PURPOSE") },
      { purpose: SOURCE.purpose },
    ],
    ["help, for help", conditions("ASSISTANCE_ONLY"), { purpose: "ASSISTANCE_REFERRAL" }],
    ["statistics, for statistics", conditions("STATISTICAL_USE_ONLY"), { purpose: "STATISTICS" }],
    ["no onward use, with consent", conditions("NO_ONWARD"), { consents: ["providerConsent"] }],
    ["H2, with consent", { europol: ["H2"] }, { consents: ["providerConsent"] }],
    ["no use in court, out of court", conditions("NO_JUDICIAL_USE_WITHOUT_AUTH"), {}],
    ["H1, out of court", { europol: ["H1"] }, {}],
    [
      "no use in court, with consent",
      conditions("NO_JUDICIAL_USE_WITHOUT_AUTH"),
      { purpose: "JUDICIAL_EVIDENCE", consents: ["providerConsent"] },
    ],
    ["nothing of court, for a court", { europol: ["H3"] }, { purpose: "JUDICIAL_EVIDENCE" }],
    ["no use against stay, for police", conditions("NO_IMMIGRATION_ENFORCEMENT_USE"), {}],
    [
      "no use against stay, for stay",
      conditions("NO_IMMIGRATION_ENFORCEMENT_USE"),
      { purpose: "PROTECTION_STATUS", recipientType: "immigrationAuthority" },
    ],
    ["nothing of stay, for immigration", {}, { recipientType: "immigrationAuthority" }],
    ["one of an FIU, for its purpose", fiu, { purpose: "ASSET_TRACING" }],
    ["one of an FIU, with its consent", fiu, { consents: ["fiuConsent"] }],
  ])("bars nothing by %s", (_, source, use) => {
    expect(barOf(source, use)).toBeUndefined();
  });

  it.each(["providerConsent", "priorTransferAuthorisation", "fiuConsent"])(
    "that has to authorise passing on may do so by %s",
    (kind) => {
      const source = conditions("ONWARD_WITH_PRIOR_AUTH");
      expect(barOf(source, { consents: [kind] })).toBeUndefined();
      expect(barOf(source, { consents: ["childProtectionDecision"] })).toBe(
        "R22 SOURCE_PRIOR_AUTHORISATION",
      );
    },
  );

  it.each<[string, Partial<Loose<Provenance>>, Use, string]>([
    ["one purpose", conditions("NO_OTHER_PURPOSE"), {}, "R20 SOURCE_ONE_PURPOSE"],
    ["help", conditions("ASSISTANCE_ONLY"), {}, "R20 SOURCE_ASSISTANCE_ONLY"],
    ["statistics", conditions("STATISTICAL_USE_ONLY"), {}, "R20 SOURCE_STATISTICS_ONLY"],
    [
      "no onward use",
      conditions("NO_ONWARD"),
      { consents: ["fiuConsent"] },
      "R22 SOURCE_NO_ONWARD",
    ],
    ["H2", { europol: ["H2"] }, {}, "R22 SOURCE_NO_ONWARD"],
    [
      "no use in court",
      conditions("NO_JUDICIAL_USE_WITHOUT_AUTH"),
      { purpose: "JUDICIAL_EVIDENCE", consents: ["fiuConsent"] },
      "R22 SOURCE_NO_COURT",
    ],
    ["H1", { europol: ["H1"] }, { purpose: "JUDICIAL_EVIDENCE" }, "R22 SOURCE_NO_COURT"],
    [
      "no use against stay",
      conditions("NO_IMMIGRATION_ENFORCEMENT_USE"),
      { recipientType: "immigrationAuthority" },
      "R48 SOURCE_NOT_AGAINST_STAY",
    ],
    ["an FIU's purpose", fiu, { consents: ["providerConsent"] }, "R47 SOURCE_FIU"],
  ])("bars what goes beyond %s", (_, source, use, expected) => {
    expect(barOf(source, use)).toBe(expected);
  });

  it.each<[string, Partial<Parties>, string | undefined]>([
    ["to the unit that gave it", { recipient: { regime: "FIU-AMLD6", country: "XC" } }, undefined],
    ["by that unit itself", { sender: { regime: "FIU-AMLD6", country: "XC" } }, undefined],
    [
      "to the police of that State",
      { recipient: { regime: "LED", country: "XC" } },
      "R47 SOURCE_FIU",
    ],
    [
      "to the unit of another State",
      { recipient: { regime: "FIU-AMLD6", country: "XD" } },
      "R47 SOURCE_FIU",
    ],
    ["by the police of that State", { sender: { regime: "LED", country: "XC" } }, "R47 SOURCE_FIU"],
  ])("of an FIU, told %s for another purpose", (_, parties, expected) => {
    const input = inputOf({
      body: {},
      purpose: "CRIMINAL_INVESTIGATION",
      clear: { "env.messageType": "request" },
      private: { "private.provenance": [{ ...SOURCE, ...fiu }] },
    });
    const { sender, recipient } = input.registry;
    const registry = {
      ...input.registry,
      sender: { ...sender, country: "XB", ...parties.sender },
      recipient: { ...recipient, country: "XB", ...parties.recipient },
    };
    expect(messageOf({ ...input, registry })).toBe(expected);
  });

  it("bars whatever does not pass its conditions on", () => {
    const source = conditions("REPORT_ON_USE", "NO_AUTOMATED_MATCHING");
    expect(barOf(source)).toBeUndefined();
    expect(barOf(source, {}, { conditions: ["REPORT_ON_USE"] })).toBe(
      "R20 SOURCE_CONDITION_DROPPED",
    );
  });

  it("bars no message that holds none of its data", () => {
    expect(barOf(conditions("NO_ONWARD"), { messageType: "recall" })).toBeUndefined();
    expect(barOf(conditions("NO_ONWARD"))).toBeDefined();
  });

  it("bars a faulty message as one that passes nothing on, for no purpose, by nobody's leave", () => {
    const input = inputOf({
      body: {},
      private: { "private.provenance": [{ ...SOURCE, conditions: ["NO_ONWARD"] }] },
    });
    const faulty = (without: readonly string[]) => {
      const kept = (part: object) =>
        Object.fromEntries(Object.entries(part).filter(([name]) => !without.includes(name)));
      const { clear, private: hidden, body } = input.message;
      return { clear: kept(clear), private: kept(hidden), body } as unknown as typeof input.message;
    };
    const judge = (...without: string[]) => messageOf({ ...input, message: faulty(without) });
    expect(judge("env.handling.conditions")).toBe("R20 SOURCE_CONDITION_DROPPED");
    expect(judge("private.priorAuthorisations")).toBe("R20 SOURCE_CONDITION_DROPPED");
    expect(judge("private.provenance")).toBeUndefined();
  });
});
