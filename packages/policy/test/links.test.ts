import type { Body, Code, Consent, Group, Leaf } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimise, type PolicyInput, permissions } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";
import { type Case, consentTo, GUARDIAN_LISTED, inputOf, META } from "./case.ts";
import { areLinksSound, linkChanges } from "./link-changes.ts";
import { expectNarrower } from "./narrower.ts";

describe("whom a leaf concerns, hidden by links", () => {
  const RUNS = { numRuns: 240, seed: 20261127, endOnFailure: true };
  const anyInput = fc.oneof(
    { weight: 1, arbitrary: arbitraryInput({ generous: true }) },
    { weight: 1, arbitrary: arbitraryInput({ crowded: true }) },
    { weight: 1, arbitrary: arbitraryInput({ crowded: true, generous: true }) },
    // Here links matter most: what is about a suspect alone may be told.
    {
      weight: 3,
      arbitrary: arbitraryInput({
        crowded: true,
        generous: true,
        purposes: ["CRIMINAL_INVESTIGATION"],
      }),
    },
  );

  it.each([
    ["permissions, however wrong the links are", permissions, () => true],
    // A group that lost a required link is removed; R71 refuses one that never had it.
    ["minimise", (input: PolicyInput) => minimise(input).account, areLinksSound],
  ] as const)("opens no field: %s", (_, judge, isTried) => {
    const tried = new Map<string, number>();
    let felt = 0;
    void fc.assert(
      fc.property(anyInput, fc.nat({ max: 1000 }), (input, at) => {
        const changes = linkChanges(input.message.body).filter(({ body }) => isTried(body));
        const before = judge(input);
        // A few of each message: a message with twenty groups has a hundred.
        for (const change of changes.filter((_, index) => (index + at) % 5 === 0)) {
          const after = judge({ ...input, message: { ...input.message, body: change.body } });
          expectNarrower(before, after, `${change.gid} ${change.way}`);
          if (JSON.stringify(before) !== JSON.stringify(after)) felt += 1;
          tried.set(change.way, (tried.get(change.way) ?? 0) + 1);
        }
      }),
      RUNS,
    );
    // Changes without any effect would prove nothing.
    expect(felt).toBeGreaterThanOrEqual(15);
    expect([...tried.keys()]).toHaveLength(6);
    expect(Math.min(...tried.values())).toBeGreaterThanOrEqual(20);
  });
});

describe("what is opened for some persons only", () => {
  const group = (kind: string, links: string[], ...leaves: (string | Leaf)[]): Group => ({
    kind,
    links,
    ...(kind === "assessment" ? {} : { meta: META }),
    leaves: leaves.map((leaf) => (typeof leaf === "string" ? { f: leaf, v: "x" } : leaf)),
  });
  const person = (
    ledCategory: Code<"led6_category">,
    ageClass: Code<"age_class"> = "adult",
  ): Group => ({
    ...group("subject", [], "subject.pseudonym"),
    ledCategory,
    ageClass,
  });
  const outcomes = (input: PolicyInput, path: string) =>
    [permissions(input), minimise(input).account].map(
      (all) => all.find((entry) => entry.path === path)?.outcome,
    );
  const offence = group("event", ["max"], "event.offence");
  const mark = { f: "finance.accountHolderRole", v: "victimNameSuspectControlled" };
  const named = (purpose: string, field: string) => ({
    agreement: { rows: [{ purpose, field, explicit: true, strict: true }] },
  });
  const reason = (path: string, code: string) => ({
    private: { "private.necessity": [{ path, reason: code }] },
  });
  const consent: Consent = consentTo(["location"], { purposes: ["ASSISTANCE_REFERRAL"] });

  /** What opens it, the field, and a message in which it is sent. */
  const OPENED: readonly (readonly [string, string, Case])[] = [
    [
      "consent",
      "place/location.adminArea",
      {
        purpose: "ASSISTANCE_REFERRAL",
        consents: [consent],
        body: {
          anna: person("victim"),
          scene: group("event", ["anna"], "event.type"),
          place: group("location", ["scene"], { f: "location.adminArea", v: "XB-01" }),
        },
      },
    ],
    [
      "suspicion",
      "car/vehicle.registration",
      {
        purpose: "CRIMINAL_INVESTIGATION",
        body: {
          max: person("suspect"),
          offence,
          scene: group("event", [], "event.type"),
          car: group("vehicle", ["max", "scene"], "vehicle.registration"),
        },
      },
    ],
    [
      "suspicion",
      "account/finance.transaction",
      {
        purpose: "ASSET_TRACING",
        clear: { "env.messageType": "request" },
        body: {
          max: person("suspect"),
          offence,
          scene: group("event", [], "event.type"),
          account: group("finance", ["max", "scene"], "finance.transaction"),
        },
      },
    ],
    [
      "a child's guardian",
      "contact/contact.safeChannel",
      {
        ...GUARDIAN_LISTED,
        ...reason("kim/subject.ageClass", "PROVE_AGE"),
        body: {
          kim: { ...person("victim", "child"), leaves: [{ f: "subject.guardianRef", v: "x" }] },
          scene: group("event", ["contact"], "event.type"),
          contact: group("contact", ["kim"], "contact.safeChannel"),
        },
      },
    ],
    [
      "a victim's name on an account",
      "account/finance.account",
      {
        purpose: "ASSET_TRACING",
        clear: { "env.messageType": "request" },
        ...named("ASSET_TRACING", "finance.account"),
        ...reason("account/finance.account", "TRACE_PROCEEDS"),
        body: {
          anna: person("victim"),
          scene: group("event", [], "event.type"),
          account: group("finance", ["anna", "scene"], mark, "finance.account"),
        },
      },
    ],
  ];

  it.each(OPENED)("is sent by %s: %s", (_, path, given) => {
    for (const outcome of outcomes(inputOf(given), path)) expect(outcome).toBe("allowed");
  });

  it.each(OPENED)("is not where somebody else names the event, by %s: %s", (_, path, given) => {
    const isSuspects = Object.hasOwn(given.body, "max");
    const other = person(isSuspects || path.startsWith("place") ? "victim" : "suspect");
    const meeting = group("event", ["bea", "scene"], "event.type");
    for (const meets of [meeting, { ...meeting, leaves: [] }]) {
      const body: Body = { ...given.body, bea: other, meeting: meets };
      for (const outcome of outcomes(inputOf({ ...given, body }), path)) {
        expect(outcome).not.toBe("allowed");
      }
    }
  });

  it.each([
    ["left out", { place: [], scene: ["anna"] }],
    ["turned", { place: [], scene: ["anna", "place"] }],
    ["lengthened", { place: ["beyond"], scene: ["anna", "beyond"] }],
  ])("is no place of a victim or client, its link %s", (_, { place, scene }) => {
    const path = "place/location.precise";
    const body = (kind: "victim" | "suspect"): Body => ({
      anna: person(kind),
      scene: group("event", scene, "event.type"),
      beyond: group("event", []),
      place: group("location", place, { f: "location.kind", v: "workplace" }, "location.precise"),
    });
    const purpose = "CRIMINAL_INVESTIGATION";
    const rows = [{ purpose, field: "location.precise", explicit: true, strict: true }];
    const given = (kind: "victim" | "suspect", clause: boolean): PolicyInput =>
      inputOf({
        purpose,
        body: body(kind),
        agreement: { rows, noIdentificationClause: clause },
        ...reason(path, "PREVENT_IMMINENT_HARM"),
      });
    expect(outcomes(given("suspect", true), path)).toEqual(["allowed", "allowed"]);
    // By the clause, whoever the sender is, and by the law that binds her service.
    expect(outcomes(given("victim", true), path)).toEqual(["withheld", "withheld"]);
    const { registry, ...rest } = given("victim", false);
    const flags = { ...registry.sender.flags, vawa: true };
    const served = { ...rest, registry: { ...registry, sender: { ...registry.sender, flags } } };
    expect(outcomes(served, path)).toEqual(["allowed", "withheld"]);
  });
});
