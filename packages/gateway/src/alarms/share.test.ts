import { describe, expect, it } from "vitest";
import { createPaces } from "./paces.ts";
import { shareRoom, type Waiting } from "./share.ts";

const many = (
  count: number,
  partner: string | undefined,
  name: Waiting["name"] = "emergencyRefused",
): readonly Waiting[] => Array.from({ length: count }, () => ({ name, partner }));

/** How many alarms of each partner there are. */
const countOf = (alarms: readonly Waiting[]) =>
  Object.fromEntries(
    [...new Set(alarms.map(({ partner = "own" }) => partner))].map((one) => [
      one,
      alarms.filter(({ partner = "own" }) => partner === one).length,
    ]),
  );

describe("the room of a notice", () => {
  it("is taken by nobody else where one partner floods", () => {
    const { shown, rest } = shareRoom([...many(500, "d"), ...many(10, "b"), ...many(2, undefined)]);
    expect([countOf(shown), countOf(rest)]).toEqual([{ d: 16, b: 10, own: 2 }, { d: 484 }]);
  });

  it("has each kind of a partner's alarms, however many there are of one", () => {
    const { shown } = shareRoom([...many(500, "d"), ...many(2, "d", "quarantineAlarm")]);
    expect(shown.map(({ name }) => name)).toEqual([
      ...Array.from({ length: 14 }, () => "emergencyRefused"),
      ...["quarantineAlarm", "quarantineAlarm"],
    ]);
  });

  it("is for one of each partner first where there are many", () => {
    const names = Array.from({ length: 40 }, (_, place) => `p${place}`);
    const { shown, rest } = shareRoom(names.flatMap((name) => many(20, name)));
    expect(shown).toHaveLength(64);
    expect(Object.keys(countOf(shown))).toEqual(names);
    expect(shown.length + rest.length).toBe(800);
  });

  it("keeps the order, which is that of urgency", () => {
    const alarms = [...many(2, "d"), ...many(1, "b"), ...many(1, "d", "reviewOverdue")];
    expect(shareRoom(alarms).shown).toEqual(alarms);
  });
});

describe("the pace of notices", () => {
  it("is each partner's own", () => {
    let time = 0;
    const { dueAt, note } = createPaces(() => time);
    const [d, b] = [new Set(["d"]), new Set(["b"])];
    for (let count = 0; count < 5; count++) note(d);
    expect([dueAt(d), dueAt(b), dueAt(new Set(["d", "b"])), dueAt(new Set())]).toEqual([
      ...[60_000, 0, 0, 0],
    ]);
    time = 60_000;
    note(d);
    expect(dueAt(d)).toBe(180_000);
    for (let count = 0; count < 5; count++) note(d);
    expect(dueAt(d)).toBe(660_000);
    // Another hour begins.
    time = 3_700_000;
    note(d);
    expect(dueAt(d)).toBe(0);
  });
});
