/** A consent record on which an earlier version has sent messages: it has not kept which record that was. */
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { isHeld, open, RECORD, send, withdraw } from "./consent-world.ts";
import { databaseIn } from "./damaging.ts";

it("is not said to be withdrawn while a message of an earlier version may rest on it", async () => {
  const path = databaseIn();
  const exchange = open({}, path);
  const earlier = await send(exchange);
  const db = new DatabaseSync(path);
  db.exec("delete from held_key where kind = 'record'");
  db.close();
  const withdrawn = async () => {
    const { status, json } = await withdraw(exchange, { record: RECORD });
    return [status, json.code];
  };
  const later = { givenAt: "2026-11-22T09:00:00Z", validFrom: "2026-11-22T09:00:00Z" };
  await send(exchange, { record: later });
  await exchange.settle();
  const unknown = [409, "GATEWAY_WITHDRAWAL_RECORD_UNKNOWN"];
  expect(await withdrawn()).toEqual(unknown);
  // Consent that was given at another time is no reason.
  const other = await withdraw(exchange, { record: { ...RECORD, ...later } });
  expect([other.status, other.json.code]).toEqual([201, undefined]);
  expect(await isHeld(exchange, earlier)).toBe(true);
  expect((await withdraw(exchange, { digest: earlier })).status).toBe(201);
  expect(await withdrawn()).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
  await exchange.b.gateway.close();
});
