import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { META } from "./case.ts";
import { denied, holds, of, person, reasons } from "./condition-case.ts";

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

/** A group whose leaf says no. */
function onStatement(group: Group): Group {
  return { ...group, meta: { ...META, nature: "statement" } };
}
