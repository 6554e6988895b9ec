import type { Body, Code, Consent, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, consentTo, inputOf, META } from "../../test/case.ts";
import { headerFacts, leafFactsAt } from "../conditions/conditions.ts";
import { createFacts, type LeafFacts } from "../conditions/facts.ts";
import { minimise } from "../minimise/minimise.ts";
import { permissions } from "../minimise/permissions.ts";
import { lacksClientsConsent } from "./clients.ts";

const group = (kind: string, links: string[], f: string, v: unknown = "x"): Group =>
  ({ kind, links, meta: META, leaves: [{ f, v }] }) as Group;
const person = (ledCategory: Code<"led6_category">): Group => ({
  ...group("subject", [], "subject.pseudonym"),
  ledCategory,
  ageClass: "adult",
});
const BODY: Body = { anna: person("victim"), max: person("suspect"), kim: person("convicted") };
const CONSENT = consentTo(["identity"], { written: true });

function lacks(one: Group, more: Partial<Case> = {}): boolean {
  const facts = createFacts(inputOf({ body: { ...BODY, one }, ...more }));
  return lacksClientsConsent(facts, leafFactsAt(facts, "one", 0) as LeafFacts);
}
const names = (links: string[]) => group("identity", links, "identity.names");

describe("without a consent", () => {
  it.each<[string, Group]>([
    ["a name", names(["anna"])],
    ["a name of one who is no suspect among others", names(["max", "anna"])],
    ["a name that is nobody's", names([])],
    ["a way to reach her", group("contact", ["anna"], "contact.safeChannel")],
    ["what is always special", group("need", ["anna"], "need.health")],
    [
      "a value that is special",
      group("event", ["anna"], "event.exploitation", "sexualExploitation"),
    ],
    ["a country that she is in", group("location", ["anna"], "location.country", "XB")],
    ["what she is matched by", group("match", ["anna"], "match.blinded")],
    ["what somebody is matched by", group("match", [], "match.evaluated")],
    ["a country that may be hers", group("location", [], "location.country", "XB")],
  ])("a service may not tell %s", (_, one) => {
    expect(lacks(one)).toBe(true);
  });

  it.each<[string, Group]>([
    ["a suspect's name", names(["max", "kim"])],
    ["a value that is not special", group("event", ["anna"], "event.exploitation", "forcedLabour")],
    ["what weighs little", group("event", ["anna"], "event.indicators")],
    ["how a match was made", group("match", ["anna"], "match.suite")],
    ["what nobody knows", group("location", ["anna"], "no.field")],
  ])("it may tell %s", (_, one) => {
    expect(lacks(one)).toBe(false);
  });

  it("it may tell a place where the message is about nobody, and no name", () => {
    const tells = (one: Group) => {
      const facts = createFacts(inputOf({ body: { one } }));
      return !lacksClientsConsent(facts, leafFactsAt(facts, "one", 0) as LeafFacts);
    };
    expect(tells(group("location", [], "location.country", "XB"))).toBe(true);
    expect(tells(names([]))).toBe(false);
  });

  it("it may tell what every group about a person says", () => {
    const facts = createFacts(inputOf({ body: BODY }));
    const header = headerFacts(facts, "anna", "subject.ledCategory") as LeafFacts;
    expect(lacksClientsConsent(facts, header)).toBe(false);
  });
});

describe("a consent", () => {
  const by = (change: Partial<Consent>, one = names(["anna"])) =>
    !lacks(one, { consents: [{ ...CONSENT, ...change } as Consent] });
  const { written: _unsaid, ...unsaid } = CONSENT;

  it("lets it be told: hers, in writing or perhaps so, to the kind or the field", () => {
    expect(by({})).toBe(true);
    expect(by({ scope: ["need", "identity.names"] })).toBe(true);
    expect(!lacks(names(["anna"]), { consents: [unsaid as Consent] })).toBe(true);
    expect(by({}, names([]))).toBe(true);
    expect(by({}, names(["max", "anna"]))).toBe(true);
  });

  it("of one client does not speak for another", () => {
    const two = { ...BODY, bea: person("witness"), one: names(["anna", "bea"]) };
    const lackedBy = (...consents: Consent[]) => {
      const facts = createFacts(inputOf({ body: two, consents }));
      return lacksClientsConsent(facts, leafFactsAt(facts, "one", 0) as LeafFacts);
    };
    expect(lackedBy(CONSENT)).toBe(true);
    expect(lackedBy(CONSENT, { ...CONSENT, subject: "bea" })).toBe(false);
  });

  it("of anybody is enough in a message about nobody", () => {
    const facts = createFacts(inputOf({ body: { one: names([]) }, consents: [CONSENT] }));
    expect(lacksClientsConsent(facts, leafFactsAt(facts, "one", 0) as LeafFacts)).toBe(false);
  });

  it.each<[string, Partial<Consent>]>([
    ["given aloud", { written: false }],
    ["of another person", { subject: "max" }],
    ["of somebody the message does not hold", { subject: "anyone" }],
    ["to something else", { scope: ["need"] }],
    ["of her abuser", { giverIsSuspect: true }],
    ["for another purpose", { purposes: ["STATISTICS"] }],
    ["to another recipient", { recipients: ["https://other.test"] }],
    ["that is over", { validUntil: "2026-11-24T08:59:59Z" }],
    ["that is to come", { validFrom: "2026-11-24T09:00:01Z" }],
    ["that was refused", { status: "ConsentRefused" }],
    ["that was withdrawn", { withdrawnAt: "2026-11-20T00:00:00Z" }],
    ["that was not understood", { languageUnderstood: false }],
    ["that could not be withdrawn", { withdrawalMethod: false }],
  ])("does not, %s", (_, change) => {
    expect(by(change)).toBe(false);
  });

  it("is none for a message that does not say where and when", () => {
    const input = inputOf({ body: { ...BODY, one: names(["anna"]) }, consents: [CONSENT] });
    const message = { ...input.message, clear: {} } as unknown as typeof input.message;
    const facts = createFacts({ ...input, message });
    expect(lacksClientsConsent(facts, leafFactsAt(facts, "one", 0) as LeafFacts)).toBe(true);
  });
});

describe("of what purpose and agreement permit", () => {
  const input = inputOf({
    body: { anna: person("victim"), place: group("location", ["anna"], "location.country", "XB") },
  });
  const { sender } = input.registry;
  const flags = { ...sender.flags, vawa: true };
  const served = { ...input, registry: { ...input.registry, sender: { ...sender, flags } } };

  it("a service leaves it out, with the law that says so, and any other sender does not", () => {
    const entry = minimise(served).account.find(({ field }) => field === "location.country");
    expect([entry?.outcome, entry?.reason?.code]).toEqual(["withheld", "client"]);
    expect(entry?.reason?.message).toBe("CLIENT_WITHOUT_CONSENT");
    expect(entry?.reason?.citation).toContain("28 CFR 94.115");
    expect(minimise(served).droppedGroups).toEqual(["place"]);
    expect(minimise(input).droppedGroups).toEqual([]);
  });

  it("the recipient's permissions say nothing of it: rule R34 does", () => {
    expect(permissions(served)).toEqual(permissions(input));
  });
});
