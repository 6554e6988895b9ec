import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { createConcern } from "./concern.ts";
import { ordersOf } from "./orders.ts";

const group = (
  kind: string,
  links: readonly string[] = [],
  leaves: Group["leaves"] = [],
): Group => ({
  kind,
  links,
  leaves,
});
const evidence = (
  links: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Group =>
  group(
    "evidence",
    links,
    Object.entries({ kind: "EIO", ...more }).map(([name, v]) => ({ f: `evidence.${name}`, v })),
  );
const of = (body: Body, gid: string) => ordersOf(body, createConcern(body), gid);
const found = (body: Body, gid: string): readonly string[] => of(body, gid).map((one) => one.gid);

const people = { anna: group("subject"), bea: group("subject"), name: group("identity", ["anna"]) };

describe("the orders that a group belongs to", () => {
  it("are those that concern its person, and itself alone of an order", () => {
    const body = { ...people, order: evidence(["anna"]), other: evidence(["anna"]) };
    expect(found(body, "name")).toEqual(["order", "other"]);
    expect(found(body, "anna")).toEqual(["order", "other"]);
    expect(found(body, "other")).toEqual(["other"]);
    expect(found(body, "bea")).toEqual([]);
  });

  it("are the same through an event, whichever of two groups names the other", () => {
    for (const [event, order] of [
      [group("event", ["anna"]), evidence(["event"])],
      [group("event", ["anna", "order"]), evidence()],
    ] as const) {
      expect(found({ ...people, event, order }, "name")).toEqual(["order"]);
      expect(found({ ...people, event, order }, "event")).toEqual(["order"]);
    }
    const named = { ...people, anna: group("subject", ["event"]), event: group("event") };
    expect(found({ ...named, order: evidence(["event"]) }, "name")).toEqual(["order"]);
  });

  it("are none for what also concerns somebody whom no order concerns", () => {
    const body = { ...people, name: group("identity", ["anna", "bea"]), order: evidence(["anna"]) };
    expect(found(body, "name")).toEqual([]);
    expect(found({ ...body, name: group("identity") }, "name")).toEqual([]);
    const both = { ...body, other: evidence(["bea"]) };
    expect(found(both, "name")).toEqual(["order", "other"]);
    expect(found({ ...both, name: group("identity") }, "name")).toEqual(["order", "other"]);
  });

  it("have those without links among them, which alone are none", () => {
    const body = { ...people, hidden: evidence() };
    expect(found(body, "name")).toEqual([]);
    expect(found({ ...body, order: evidence(["anna"]) }, "name")).toEqual(["hidden", "order"]);
  });

  it("are none in a message about nobody, and none of a group that is not there", () => {
    const body = {
      order: evidence(["event"]),
      event: group("event"),
      account: group("online", ["event"]),
    };
    expect(found(body, "account")).toEqual([]);
    expect(found({ ...body, ...people }, "constructor")).toEqual([]);
  });

  it("count where they name a kind or an authority; other evidence orders nothing", () => {
    const kindless = (f: string) => group("evidence", ["anna"], [{ f, v: "x" }]);
    const body = { ...people, order: evidence(["anna"]) };
    expect(found({ ...body, x: kindless("evidence.category") }, "name")).toEqual(["order"]);
    expect(found({ ...body, x: kindless("evidence.issuingAuthority") }, "name")).toEqual([
      "order",
      "x",
    ]);
    expect(found({ ...people, x: kindless("evidence.category") }, "name")).toEqual([]);
  });
});

describe("what is asked about an order", () => {
  it("is its own, with the categories of evidence that names no kind", () => {
    const order = evidence([], { category: "a", issuingAuthority: "court", validator: "judge" });
    const body = {
      order,
      other: evidence([], { category: "b" }),
      apart: group("evidence", [], [{ f: "evidence.category", v: "c" }]),
      event: group("event", [], [{ f: "evidence.category", v: "d" }]),
    };
    expect(of(body, "order")).toEqual([
      {
        gid: "order",
        kind: "EIO",
        issuingAuthority: "court",
        validator: "judge",
        categories: ["a", "c"],
      },
    ]);
    expect(of(body, "apart")).toEqual([
      {
        gid: "apart",
        kind: undefined,
        issuingAuthority: undefined,
        validator: undefined,
        categories: ["c"],
      },
    ]);
  });
});
