import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { minimise, permissions } from "../src/index.ts";
import { inputOf, META } from "./case.ts";
import { BODY, EVENT, PERSON } from "./victim-body.ts";

describe("minimise", () => {
  it("puts the coarser rungs beside a value, from the same date", () => {
    const { draft, added } = minimise(inputOf({ body: BODY }));
    expect(draft.body["event"]?.leaves).toEqual([
      { f: "event.indicators", v: "isolation" },
      { f: "event.period", v: "2026-10" },
      { f: "event.period", v: "2026-36" },
      { f: "event.period", v: "2026" },
    ]);
    expect(added.map(({ v }) => v)).toEqual(["2026-36", "2026"]);
  });

  it("puts an age band into the person's group in place of the birth date", () => {
    const identity = {
      kind: "identity",
      links: ["anna"],
      meta: META,
      leaves: [{ f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "documented" } }],
    };
    const { draft, account, droppedGroups } = minimise(inputOf({ body: { ...BODY, identity } }));
    expect(draft.body["anna"]?.leaves).toContainEqual({ f: "subject.ageBand", v: "27-29" });
    expect(droppedGroups).toEqual(["identity"]);
    const entry = account.find(({ field }) => field === "identity.dateOfBirth");
    expect(entry?.outcome).toBe("coarsened");
    expect(entry?.coarsenedTo).toEqual([{ gid: "anna", f: "subject.ageBand", v: "27-29" }]);
    expect(JSON.stringify(draft)).not.toContain("1998");
  });

  it("places no age band where two persons are concerned", () => {
    const identity = {
      kind: "identity",
      links: ["anna", "bea"],
      meta: META,
      leaves: [{ f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "documented" } }],
    };
    const { account } = minimise(inputOf({ body: { ...BODY, bea: PERSON, identity } }));
    expect(account.find(({ field }) => field === "identity.dateOfBirth")?.outcome).toBe("withheld");
  });

  it("removes what explains nothing, what is empty, and what pointed there", () => {
    const body: Body = {
      ...BODY,
      place: {
        kind: "location",
        links: ["event"],
        meta: META,
        leaves: [
          { f: "location.kind", v: "workplace" },
          { f: "location.precise", v: { kind: "point", value: { lat: "50.85", lon: "4.35" } } },
        ],
      },
      seen: { ...EVENT, links: ["anna", "place"] },
    };
    const necessity = [
      { path: "place/location.precise", reason: "ESTABLISH_IDENTITY" },
      { path: "anna/subject.ageClass", reason: "PROVE_AGE" },
    ];
    const { draft, account, droppedGroups } = minimise(
      inputOf({ body, private: { "private.necessity": necessity } }),
    );
    expect(droppedGroups).toEqual(["place"]);
    expect(draft.body["seen"]?.links).toEqual(["anna"]);
    expect(draft.private["private.necessity"]).toEqual([necessity[1]]);
    expect(account.filter(({ gid }) => gid === "place").map(({ reason }) => reason?.code)).toEqual([
      "companion",
      "purpose",
    ]);
  });

  it("judges again what rested on a leaf that is withheld", () => {
    // The name depends on the offence, which is withheld because the agreement has no row for it.
    const suspect = { ...PERSON, ledCategory: "suspect" as const };
    const body: Body = {
      max: suspect,
      event: { ...EVENT, links: ["max"], leaves: [{ f: "event.offence", v: { iccs: "0204" } }] },
      identity: {
        kind: "identity",
        links: ["max"],
        meta: META,
        leaves: [{ f: "identity.placeOfBirth", v: { country: "XB" } }],
      },
    };
    const rows = [
      "subject.pseudonym",
      "subject.ledCategory",
      "subject.ageClass",
      "identity.placeOfBirth",
    ].map((field) => ({ purpose: "CRIMINAL_INVESTIGATION", field, explicit: true, strict: false }));
    const input = inputOf({
      body,
      purpose: "CRIMINAL_INVESTIGATION",
      agreement: { purposeDefault: false, rows },
    });
    const outcome = (field: string) =>
      permissions(input).find((one) => one.field === field)?.outcome;
    expect(outcome("identity.placeOfBirth")).toBe("allowed");
    const { draft, account } = minimise(input);
    expect(Object.keys(draft.body)).toEqual(["max"]);
    const entry = account.find(({ field }) => field === "identity.placeOfBirth");
    expect([entry?.outcome, entry?.reason?.code]).toEqual(["withheld", "suspect"]);
  });

  it("drops a person whose category may not be told, with all that hangs on her", () => {
    const contact = {
      kind: "contact",
      links: ["anna"],
      meta: META,
      leaves: [{ f: "contact.phone", v: "+3210000001" }],
    };
    const input = inputOf({ body: { ...BODY, contact }, purpose: "LABOUR_INSPECTION" });
    const { draft } = minimise(input);
    expect(Object.keys(draft.body)).toEqual(["event"]);
    expect(draft.body["event"]?.links).toEqual([]);
  });
});
