import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { createConcern } from "./concern.ts";
import { ordersOf } from "./orders.ts";

const group = (kind: string, links: readonly string[] = []): Group => ({ kind, links, leaves: [] });
const found = (body: Body, gid: string): readonly string[] =>
  ordersOf(body, createConcern(body), gid).map((order) => order.gid);

describe("the orders that a group belongs to", () => {
  it("are the same whichever of two groups names the other", () => {
    const all = { order: group("evidence"), other: group("evidence") };
    for (const [event, account] of [
      [group("event", ["order", "account"]), group("online")],
      [group("event", ["order"]), group("online", ["event"])],
    ] as const) {
      expect(found({ ...all, event, account }, "account")).toEqual(["order"]);
    }
    const turned = { ...all, order: group("evidence", ["event"]) };
    const body = { ...turned, event: group("event"), account: group("online", ["event"]) };
    expect(found(body, "account")).toEqual(["order"]);
  });

  it("are those about its person, and itself alone of an order", () => {
    const body = {
      person: group("subject"),
      order: group("evidence", ["person"]),
      other: group("evidence", ["person"]),
      name: group("identity", ["person"]),
      apart: group("identity"),
    };
    expect(found(body, "name")).toEqual(["order", "other"]);
    expect(found(body, "other")).toEqual(["other"]);
    expect(found(body, "apart")).toEqual([]);
  });
});
