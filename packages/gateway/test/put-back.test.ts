/** What waits in an earlier state of a database may have gone out since. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backUp, fillSqlite, openSqliteSnapshot, restore } from "@safepassage/agency/node";
import { afterAll, describe, expect, it } from "vitest";
import { inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, requestS011 } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-put-back-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Ways to keep a database as it is, each of which returns what brings it back. */
const WAYS: Readonly<Record<string, (place: string) => Promise<() => Promise<unknown>>>> = {
  async "by a restored backup"(place) {
    const keys = `${place}.keys`;
    const [to, keysTo] = [`${place}.to`, `${place}.keys-to`];
    const snapshot = openSqliteSnapshot(place);
    const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30 });
    return () => restore({ file, filling: fillSqlite(place), keys });
  },
  async "by a file that somebody put back"(place) {
    copyFileSync(place, `${place}.copy`);
    return async () => copyFileSync(`${place}.copy`, place);
  },
};

describe.each(Object.keys(WAYS))("a sender whose database was put back %s", (way) => {
  it("asks for the erasure of what was sent since, and waits in that state", async () => {
    const { exchange, sent } = await openPutBack(way);
    expect((await withdraw(exchange, sent)).json).toMatchObject({ digest: expect.any(String) });
    await exchange.settle();
    const held = await inside(exchange.c.store).inbox.findByDigest(sent.digest);
    expect([held?.state, held?.content]).toEqual(["accepted", undefined]);
    const row = await inside(exchange.b.store).outbox.findByDigest(sent.digest);
    expect([row?.content, row?.certificate]).toEqual([undefined, expect.any(String)]);
  });

  it("learns after its deadline that it had arrived", async () => {
    const { exchange, sent } = await openPutBack(way);
    exchange.setTime("2026-12-03T09:02:00Z");
    await exchange.settle();
    const { json } = await exchange.b.show(sent.digest);
    expect([json.state, json.verdict]).toEqual(["decided", "accept"]);
  });
});

let worlds = 0;

/** NGO-B queues a message, and sends it after the copy that is put back. */
async function openPutBack(way: string) {
  const folder = join(root, `${worlds++}`);
  const place = `${folder}.db`;
  const exchange = createExchange({ paths: { "NGO-B": place } });
  const { json: sent } = await exchange.b.call("POST", "/v1/messages", {
    ...{ draft: requestS011(), mode: "asIs" },
  });
  let putBack: (() => Promise<unknown>) | undefined;
  await exchange.restart("b", async () => {
    putBack = await WAYS[way]?.(place);
  });
  await exchange.settle();
  await exchange.restart("b", async () => {
    await putBack?.();
  });
  return { exchange, sent };
}
