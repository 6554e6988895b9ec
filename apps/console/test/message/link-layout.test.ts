import type { Body, Group } from "@safepassage/schema";
import { expect, test } from "vitest";
import { drawLinks } from "../../src/pages/message/read/link-layout.ts";

test("persons stand first, then what is about them, then what is about that", () => {
  const body = bodyOf({
    ...{ place: ["location", "event"], event: ["event", "she"] },
    ...{ she: ["subject"], need: ["need", "she"] },
  });
  const { nodes, columns } = drawLinks(body);
  const columnOf = Object.fromEntries(nodes.map(({ gid, column }) => [gid, column]));
  expect(columnOf).toEqual({ she: 0, event: 1, need: 1, place: 2 });
  expect(columns).toBe(3);
});

test("each entry has a place of its own, and each link its two ends", () => {
  const body = bodyOf({
    ...{ a: ["subject"], b: ["subject", "a"], c: ["need", "a"], d: ["need", "b"] },
    ...{ e: ["travel", "a", "b"], alone: ["stat"] },
  });
  const { nodes, edges, rows } = drawLinks(body);
  expect(nodes.map(({ gid }) => gid).sort()).toEqual(Object.keys(body).sort());
  const places = nodes.map(({ column, row }) => `${column} ${row}`);
  expect(new Set(places).size).toBe(nodes.length);
  for (const { row } of nodes) expect(row > 0 && row < rows).toBe(true);
  expect(edges.map(({ from, to }) => [from.gid, to.gid])).toEqual([
    ["b", "a"],
    ["c", "a"],
    ["d", "b"],
    ["e", "a"],
    ["e", "b"],
  ]);
});

test("what is about the first person stands above what is about the second", () => {
  const body = bodyOf({
    ...{ ofSecond: ["need", "second"], ofFirst: ["need", "first"] },
    ...{ first: ["subject"], second: ["subject"] },
  });
  const rows = Object.fromEntries(drawLinks(body).nodes.map(({ gid, row }) => [gid, row]));
  expect(rows["first"]).toBeLessThan(rows["second"] ?? 0);
  expect(rows["ofFirst"]).toBeLessThan(rows["ofSecond"] ?? 0);
});

test("a link that leads out of the message is not drawn, and links in a circle end", () => {
  const body = bodyOf({ a: ["event", "b"], b: ["event", "a", "elsewhere"] });
  const { edges, columns } = drawLinks(body);
  expect(edges).toHaveLength(2);
  expect(columns).toBe(1);
});

test("a message without entries has nothing to draw", () => {
  expect(drawLinks({})).toMatchObject({ nodes: [], edges: [] });
});

/** @param entries - By id: the kind of the entry, and ids of what it is about. */
const bodyOf = (entries: Readonly<Record<string, readonly [string, ...string[]]>>): Body =>
  Object.fromEntries(
    Object.entries(entries).map(([gid, [kind, ...links]]): [string, Group] => [
      gid,
      { kind, links, leaves: [] },
    ]),
  );
