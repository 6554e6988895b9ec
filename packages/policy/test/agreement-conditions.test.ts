import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import type { Case } from "./case.ts";
import { holds, of, person, RECIPIENT, reasons, row } from "./condition-case.ts";

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
