import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgencyStore } from "@safepassage/agency";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort, openReceiver } from "./alarm-servers.ts";
import { hook, open, refOf, using } from "./alarm-world.ts";
import { soon } from "./watching.ts";

describe("a restart", () => {
  it("forgets no alarm that was not told, and tells none again that was", async () => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-alarms-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "agency.db");
    const port = await freePort();
    const webhook = hook(`http://127.0.0.1:${port}/alarms`);
    const first = open({ webhook }, { path });
    await first.record({ ref: refOf(1) });
    await soon(() => first.lines().some(({ event }) => event === "alarmsUntold")).toBe(true);
    await first.close();
    const receiver = await using(openReceiver(port));
    const second = open({ webhook }, { path });
    await soon(() => receiver.requests.length).toBe(1);
    await soon(() => second.lines().some(({ event }) => event === "alarmsTold")).toBe(true);
    await second.close();
    const third = open({ webhook }, { path });
    await third.record({ ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(2);
    const refs = receiver.requests.map(({ notice }) => notice.alarms.map(({ ref }) => ref));
    expect(refs).toEqual([[refOf(1)], [refOf(2)]]);
  });

  it("before it was noted tells an alarm again, with the same id", async () => {
    const receiver = await using(openReceiver());
    let isBroken = true;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        store.transaction((tx) =>
          work({
            ...tx,
            marks: {
              ...tx.marks,
              set: (name, value) =>
                isBroken && name.startsWith("alarmsTold")
                  ? Promise.reject(new Error("no room"))
                  : tx.marks.set(name, value),
            },
          }),
        ),
    });
    const folder = mkdtempSync(join(tmpdir(), "safepassage-alarms-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "agency.db");
    const first = open({ webhook: hook(receiver.url) }, { path, wrap });
    await first.record({ ref: refOf(1) });
    await soon(() => receiver.requests.length).toBe(1);
    await first.record({ ref: refOf(2) });
    await soon(() => receiver.requests.length).toBe(2);
    await first.close();
    isBroken = false;
    open({ webhook: hook(receiver.url) }, { path });
    await soon(() => receiver.requests.length).toBe(3);
    const ids = receiver.requests.map(({ notice }) => notice.alarms.map(({ id }) => id));
    expect(ids[2]).toEqual([...(ids[0] ?? []), ...(ids[1] ?? [])]);
  });

  it("with a new way tells the alarms of the last day, not those of years", async () => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-alarms-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "agency.db");
    const before = open({}, { path });
    const old = Array.from({ length: 150 }, (_, number) => ({
      ...{ ref: refOf(number), at: "2026-11-20T00:00:00Z" },
    }));
    await before.record(...old, { ref: refOf(999), at: "2026-11-24T01:00:00Z" });
    await before.close();
    const receiver = await using(openReceiver());
    open({ webhook: hook(receiver.url) }, { path });
    await soon(() => receiver.requests.length).toBe(1);
    expect(receiver.requests[0]?.notice.alarms.map(({ ref }) => ref)).toEqual([refOf(999)]);
    expect(receiver.requests[0]?.notice.more).toEqual({});
  });
});
