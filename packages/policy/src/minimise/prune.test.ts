import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, META } from "../../test/case.ts";
import { CATALOGUE_TABLES, type PolicyTables } from "../tables/tables.ts";
import { minimise } from "./minimise.ts";

type Leaf = Group["leaves"][number];
const group = (kind: string, links: string[], ...fields: (string | Leaf)[]): Group => ({
  kind,
  links,
  meta: META,
  leaves: fields.map((f) => (typeof f === "string" ? { f, v: "x" } : f)),
});
const person = (...fields: string[]): Group => ({
  ...group("subject", [], ...fields),
  ledCategory: "victim",
  ageClass: "adult",
});
const anna = person("subject.pseudonym");
const event = group("event", ["anna"], "event.indicators");

/** Purposes with fields more and fewer. */
function tables({ more = [], without }: { more?: string[]; without?: string }): PolicyTables {
  const purposes = CATALOGUE_TABLES.purposes.map((one) => ({
    ...one,
    required: one.required.filter((field) => field !== without),
    allowed: [...one.allowed, ...more],
  }));
  return { ...CATALOGUE_TABLES, purposes };
}

function pruned(body: Body, rows: PolicyTables = CATALOGUE_TABLES, more: Partial<Case> = {}) {
  const { draft, account, droppedGroups } = minimise(inputOf({ body, ...more }), rows);
  const reasons = account.flatMap(({ path, reason }) =>
    reason ? [`${path} ${reason.message}`] : [],
  );
  return { body: draft.body, reasons, droppedGroups };
}

describe("a group", () => {
  it("goes with the last person that it belongs to", () => {
    const rows = tables({ without: "subject.ledCategory" });
    const need = group("need", ["anna"], "need.riskLevel");
    const { droppedGroups, reasons } = pruned({ anna, need, event }, rows);
    expect(droppedGroups).toEqual(["anna", "need"]);
    expect(reasons).toContain("need/need.riskLevel GROUP_UNBOUND");
  });

  it("stays if it has another, if it needs none, and if it never had one", () => {
    const body: Body = {
      anna,
      bea: person("subject.sex"),
      need: group("need", ["anna", "bea"], "need.riskLevel"),
      event: group("event", ["bea"], "event.indicators"),
      alone: group("need", [], "need.riskLevel"),
    };
    const rows = [
      "subject.pseudonym",
      "subject.ledCategory",
      "subject.ageClass",
      "need.riskLevel",
      "event.indicators",
    ].map((field) => ({ purpose: "VICTIM_IDENTIFICATION", field, explicit: false, strict: false }));
    const given = { agreement: { purposeDefault: false, rows } };
    const left = pruned({ ...body, event }, undefined, given);
    expect(left.droppedGroups).toEqual([]);
    const { droppedGroups } = pruned({ anna, alone: body["alone"] as Group });
    expect(droppedGroups).toEqual([]);
  });

  it("goes if it lost a field that its kind must hold, and stays if it never had it", () => {
    const rows = tables({ without: "subject.pseudonym" });
    const both = person("subject.pseudonym", "subject.sex");
    expect(pruned({ anna: both }, rows).reasons).toEqual([
      "anna/subject.pseudonym FIELD_NOT_OF_PURPOSE",
      "anna/subject.sex GROUP_INCOMPLETE",
    ]);
    expect(pruned({ anna: person("subject.sex") }, rows).droppedGroups).toEqual([]);
  });

  it("stays without a leaf where one with leaves leads to it, near or far", () => {
    const body: Body = {
      anna: person(),
      event: group("event", ["far", "nowhere"], "event.indicators"),
      far: group("location", ["odd"]),
      odd: group("hasOwnProperty", ["anna"]),
      gone: group("location", ["event"]),
      also: group("location", ["gone"], "location.precise"),
    };
    const { droppedGroups, reasons } = pruned(body);
    expect(droppedGroups).toEqual(["gone", "also"]);
    expect(reasons).toEqual(["also/location.precise FIELD_NOT_OF_PURPOSE"]);
  });
});

describe("a group without a leaf between two that stay", () => {
  it("stays, whoever names whom, for it says whom the others concern", () => {
    const body: Body = {
      anna,
      firm: group("organisation", [], "organisation.licenceStatus"),
      meeting: group("event", ["anna", "firm"]),
    };
    const rows = tables({ more: ["organisation.licenceStatus"] });
    expect(pruned(body, rows).droppedGroups).toEqual([]);
  });

  it("goes where it only goes round, whatever it is linked to", () => {
    const body: Body = {
      anna,
      one: group("event", ["anna", "two"]),
      two: group("event", ["three"]),
      three: group("event", ["one"]),
    };
    expect(pruned(body).droppedGroups).toEqual(["one", "two", "three"]);
  });

  it("goes where it leads from one group to nothing, and all that lead only to it", () => {
    const body: Body = {
      anna,
      event,
      aside: group("event", ["event"]),
      beyond: group("event", ["aside", "nowhere", "beyond"]),
      hers: group("event", ["anna"]),
    };
    expect(pruned(body).droppedGroups).toEqual(["aside", "beyond", "hers"]);
  });
});

describe("what explains something", () => {
  const kept = (body: Body, rows?: PolicyTables, more?: Partial<Case>) =>
    Object.values(pruned({ anna, ...body }, rows, more).body).flatMap(({ leaves }) =>
      leaves.map(({ f }) => f),
    );
  const place = (...fields: string[]): Body => ({ place: group("location", ["anna"], ...fields) });

  it("stays beside any of those that it explains", () => {
    expect(kept(place("location.kind", "location.venueType"))).toContain("location.kind");
    expect(kept(place("location.kind", "location.precise"))).not.toContain("location.kind");
    expect(kept(place("location.kind"))).not.toContain("location.kind");
  });

  it("stays where it explains what the head of its group says", () => {
    expect(kept({ anna: person("subject.pseudonym", "subject.nonPunishment") })).toContain(
      "subject.nonPunishment",
    );
  });

  it("stays alone where the purpose, or the type of message, has it itself", () => {
    expect(kept(place("location.kind"), tables({ more: ["location.kind"] }))).toContain(
      "location.kind",
    );
    const types = CATALOGUE_TABLES.exchangeTypes;
    const response = types["response"];
    if (response === undefined) throw new Error("no response");
    const allowed = [...(response.allowed ?? []), "location.kind"];
    const exchangeTypes = { ...types, response: { ...response, allowed } };
    const answer = { clear: { "env.messageType": "response" } };
    const rows = { ...CATALOGUE_TABLES, exchangeTypes };
    expect(kept(place("location.kind"), rows, answer)).toContain("location.kind");
  });
});
