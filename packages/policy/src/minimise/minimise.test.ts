import type { Body, Group } from "@safepassage/schema";
import { BODY_BOUNDS } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, consentTo, inputOf, META } from "../../test/case.ts";
import { CATALOGUE_TABLES, type PolicyTables } from "../tables/tables.ts";
import { minimise } from "./minimise.ts";

type Leaf = Group["leaves"][number];
const group = (kind: string, links: string[], ...leaves: Leaf[]): Group => ({
  kind,
  links,
  meta: META,
  leaves,
});
const pseudonym = { f: "subject.pseudonym", v: "sX55H5KQ3JhjAj_MFH-MZQ" };
const anna: Group = {
  ...group("subject", [], pseudonym),
  ledCategory: "victim",
  ageClass: "adult",
};
const indicator = { f: "event.indicators", v: "isolation" };
const reduce = (given: Case, tables: Partial<PolicyTables> = CATALOGUE_TABLES) =>
  minimise(inputOf(given), tables);
const leavesOf = (given: Case, gid: string, tables?: Partial<PolicyTables>) =>
  reduce(given, tables).draft.body[gid]?.leaves;
const messages = (given: Case) =>
  reduce(given).account.flatMap(({ path, reason }) =>
    reason ? [`${path} ${reason.message}`] : [],
  );

describe("a draft of which all may go", () => {
  it("stays as it is, but for digests of a message that was signed", () => {
    const given = inputOf({ body: { anna, event: group("event", ["anna"], indicator) } });
    const { message } = given;
    const clear = { ...message.clear, "env.digest.body": "x", "env.digest.private": "y" };
    const { draft, account, added, droppedGroups } = minimise({
      ...given,
      message: { ...message, clear } as typeof message,
    });
    expect(draft).toEqual(message);
    expect(account.every(({ outcome }) => outcome === "allowed")).toBe(true);
    expect([added, droppedGroups]).toEqual([[], []]);
  });
});

describe("the account", () => {
  it("says withheld of a value whose coarser form was there already, and went with its group", () => {
    const bea: Group = { ...anna, leaves: [pseudonym, { f: "subject.ageBand", v: "9-17" }] };
    const born = {
      f: "identity.dateOfBirth",
      v: { edtf: "2015-01-18", basis: "documented" },
    };
    const body = { bea, identity: group("identity", ["bea"], born) };
    const field = "subject.ageBand";
    const rows = [{ purpose: "VICTIM_IDENTIFICATION", field, explicit: false, strict: false }];
    const given = { body, agreement: { purposeDefault: false, rows } };
    const { draft, account } = reduce(given);
    expect(draft.body).toEqual({});
    expect(account.map(({ outcome }) => outcome)).not.toContain("coarsened");
  });
});

describe("a coarser value", () => {
  const event = (...values: string[]) =>
    group("event", ["anna"], ...values.map((v) => ({ f: "event.period", v })));

  it("that is there already is not put twice", () => {
    const given = { body: { anna, event: event("2026-10-05", "2026-10") } };
    const values = leavesOf(given, "event")?.map(({ v }) => v);
    expect(values).toEqual(["2026-10", "2026-36", "2026"]);
    expect(reduce(given).added.map(({ v }) => v)).toEqual(["2026-36", "2026"]);
  });

  it("that several share goes with the group that it was put into", () => {
    const born = (edtf: string) => ({
      f: "identity.dateOfBirth",
      v: { edtf, basis: "documented" },
    });
    const row = (field: string) => ({
      purpose: "VICTIM_IDENTIFICATION",
      field,
      explicit: true,
      strict: false,
    });
    const identity = group("identity", ["anna"], born("1963-04-19"), born("1960-09-13"));
    // No row grants her category, so that she is not sent, and the band has no place.
    const rows = ["subject.ageBand", "identity.dateOfBirth"].map(row);
    const given = { body: { anna, identity }, agreement: { purposeDefault: false, rows } };
    const { account, draft } = reduce(given);
    expect(draft.body).toEqual({});
    expect([...new Set(account.map(({ outcome }) => outcome))]).toEqual(["withheld"]);
  });

  it("beside which there is no room for another is alone", () => {
    const given = { body: { anna, event: event("2026-10-05", "2026-09-05", "2025", "2024") } };
    expect(leavesOf(given, "event")).toHaveLength(4);
    expect(reduce(given).added).toEqual([]);
  });

  it("is put beside none if it is the same record with a vaguer date", () => {
    const purposes = CATALOGUE_TABLES.purposes.map((one) => ({
      ...one,
      allowed: [...one.allowed, "travel.segment"],
    }));
    const segment = { mode: "air", from: "XA", to: "XB", date: "2026-10" };
    const travel = group("travel", ["anna"], { f: "travel.segment", v: segment });
    expect(leavesOf({ body: { anna, travel } }, "travel", { purposes })).toEqual(travel.leaves);
  });

  it("is put beside no value where the group is full", () => {
    const filling = Array.from({ length: BODY_BOUNDS.leaves - 1 }, () => indicator);
    const full = group("event", ["anna"], ...filling, { f: "event.period", v: "2026" });
    const month = { f: "event.period", v: "2026-10" };
    const more = group("event", ["anna"], ...filling, month);
    expect(leavesOf({ body: { anna, event: full } }, "event")).toHaveLength(BODY_BOUNDS.leaves);
    expect(leavesOf({ body: { anna, event: more } }, "event")).toHaveLength(BODY_BOUNDS.leaves);
  });

  it("has the place of the value in the account, as long as it has room", () => {
    const born = (v: string) => ({
      f: "identity.dateOfBirth",
      v: { edtf: v, basis: "documented" },
    });
    const identity = (year: string) => group("identity", ["anna"], born(`${year}-05-17`));
    const body = { anna, one: identity("1998"), other: identity("2007") };
    const { draft, account } = reduce({ body });
    expect(draft.body["anna"]?.leaves.filter(({ f }) => f === "subject.ageBand")).toHaveLength(1);
    const [one, other] = account.filter(({ field }) => field === "identity.dateOfBirth");
    expect([one?.outcome, one?.coarsenedTo]).toEqual([
      "coarsened",
      [{ gid: "anna", f: "subject.ageBand", v: "27-29" }],
    ]);
    expect([other?.outcome, other?.reason?.message]).toEqual(["withheld", "ROOM_MISSING"]);
    expect(other).not.toHaveProperty("coarsenedTo");
  });

  it("is not put beside another if that takes something away", () => {
    // A form of exploitation that is special makes a fourth leaf of one reason, and boilerplate.
    const purposes = CATALOGUE_TABLES.purposes.map((one) => ({
      ...one,
      allowed: [...one.allowed, "need.health", "need.specialNeeds"],
    }));
    const event = group(
      "event",
      ["anna"],
      { f: "event.exploitation", v: "forcedLabour" },
      { f: "event.sexualSubtype", v: "prostitution" },
    );
    const need = group(
      "need",
      ["anna"],
      { f: "need.health", v: "acute" },
      { f: "need.specialNeeds", v: "x" },
    );
    const paths = [
      "event/event.exploitation",
      "event/event.sexualSubtype",
      "need/need.health",
      "need/need.specialNeeds",
    ];
    const row = { purpose: "VICTIM_IDENTIFICATION", explicit: true, strict: true };
    const given = (count: number): Case => ({
      body: { anna, event, need },
      consents: [CONSENT],
      agreement: { rows: [{ ...row, field: "event.sexualSubtype" }] },
      private: {
        "private.necessity": paths
          .slice(0, count)
          .map((path) => ({ path, reason: "PROVIDE_MEDICAL_CARE" })),
      },
    });
    const added = (count: number) => reduce(given(count), { purposes }).added.map(({ v }) => v);
    expect(added(3)).toContain("sexualExploitation");
    expect(added(4)).not.toContain("sexualExploitation");
    const kept = leavesOf(given(4), "event", { purposes });
    expect(kept).toEqual(event.leaves);
  });
});

describe("what is left without need", () => {
  it("goes with its group: a person whose category may not be told, and what hangs on her", () => {
    const body: Body = { anna, event: group("event", ["anna"], { f: "event.isic", v: "I" }) };
    const given: Case = {
      body: { ...body, firm: group("organisation", [], { f: "organisation.country", v: "XB" }) },
      purpose: "LABOUR_INSPECTION",
    };
    const { draft, droppedGroups, account } = reduce(given);
    expect(droppedGroups).toEqual(["anna"]);
    expect(Object.keys(draft.body)).toEqual(["event", "firm"]);
    expect(draft.body["event"]?.links).toEqual([]);
    expect(account.find(({ field }) => field === "subject.pseudonym")?.outcome).toBe("withheld");
  });

  it("goes: a group of which nothing is left, but not one that another needs", () => {
    const body: Body = {
      anna: { ...anna, leaves: [] },
      bea: { ...anna, leaves: [] },
      event: group("event", ["anna"], indicator),
      empty: group("event", ["bea"], { f: "event.contact", v: "x" }),
    };
    const { draft, droppedGroups } = reduce({ body });
    expect(droppedGroups).toEqual(["bea", "empty"]);
    expect(Object.keys(draft.body)).toEqual(["anna", "event"]);
  });

  it("says what became of each", () => {
    const body: Body = {
      anna,
      identity: group("identity", ["anna"], { f: "identity.names", v: [] }),
    };
    expect(messages({ body })).toEqual(["identity/identity.names CONDITIONS_UNMET"]);
  });

  it("goes: reasons for what is gone, and they alone", () => {
    const body: Body = {
      anna,
      event: group("event", ["anna"], indicator, { f: "event.offence", v: { iccs: "0204" } }),
    };
    const necessity = [
      { path: "event/event.indicators", reason: "PROVE_AGE" },
      { path: "event/event.offence", reason: "PROVE_AGE" },
      { path: "event/subject.ageClass", reason: "PROVE_AGE" },
      { path: "anna/subject.ageClass", reason: "PROVE_AGE" },
      { path: "anna/subject.ledCategory", reason: "PROVE_AGE" },
    ];
    const { draft } = reduce({ body, private: { "private.necessity": necessity } });
    expect(draft.private["private.necessity"]).toEqual([necessity[0], necessity[3], necessity[4]]);
  });

  it("stays: in an answer a reason about the message that it answers", () => {
    const necessity = [
      { path: "elsewhere/identity.names", reason: "ESTABLISH_IDENTITY" },
      { path: "anna/identity.names", reason: "ESTABLISH_IDENTITY" },
    ];
    const reasonsIn = (answered: object, clear = {}) =>
      reduce({ body: { anna }, clear, private: { ...answered, "private.necessity": necessity } })
        .draft.private["private.necessity"];
    const answered = { "private.inReplyTo": "R0H4wD8Yd0mBLWp3Jt6uHQ" };
    expect(reasonsIn(answered)).toEqual([necessity[0]]);
    expect(reasonsIn({})).toEqual([]);
    // Nobody could issue it: a correction's values belong to its own group.
    expect(reasonsIn(answered, { "env.messageType": "correction" })).toEqual([]);
  });

  it("goes: reasons of a faulty message, which has none", () => {
    const input = inputOf({ body: { anna } });
    const message = { ...input.message, private: {} } as unknown as typeof input.message;
    expect(minimise({ ...input, message }).draft.private["private.necessity"]).toEqual([]);
  });
});

const CONSENT = consentTo(["event"]);
