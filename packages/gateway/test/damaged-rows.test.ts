import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { correct, refer, SERVICES, valueFor } from "./correcting.ts";
import { damage, databaseIn } from "./damaging.ts";
import { inside } from "./inside.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
import { messageOf, queueAnother, withdraw } from "./withdrawing.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

it("tells of a warning that nobody answers, though another one is damaged", async () => {
  const path = databaseIn();
  const exchange = createWarningExchange({}, {}, {}, { "Police-C": path });
  const [damaged, sound] = [await send(exchange, warning()), await send(exchange, warning())];
  damage(path, "inbox", damaged);
  exchange.setTime("2026-11-24T10:03:00Z");
  await exchange.c.gateway.watchWarnings();
  const { json } = await exchange.c.call("GET", "/v1/alarms?event=warningUnanswered");
  const told = json.entries.map(({ ref }: { ref: string }) => ref);
  // What the damaged one says is not known: it counts as what it may be.
  expect(told.toSorted()).toEqual([damaged, sound].toSorted());
  await exchange.c.gateway.close();
});

it("erases what is overdue, though a message on its way is damaged", async () => {
  const path = databaseIn();
  const exchange = createExchange({ paths: { "NGO-B": path } });
  const { b } = exchange;
  const sound = await send(exchange, requestS011());
  exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
  const damaged = await send(exchange, requestS011());
  damage(path, "outbox", damaged);
  const db = new DatabaseSync(path);
  db.exec("UPDATE outbox SET erase_by = '2026-11-23'");
  db.close();
  await b.gateway.maintain();
  const { outbox } = inside(b.store);
  expect((await outbox.findByDigest(sound))?.erasedAt).toBeDefined();
  expect((await outbox.findByDigest(damaged))?.erasedAt).toBeDefined();
  // It may have told of a danger.
  const { json } = await b.call("GET", "/v1/alarms?event=emergencyUndelivered");
  expect(json.entries).toMatchObject([{ ref: damaged }]);
  await b.gateway.close();
});

it("tells of each certificate that does not come, and erases what it is about, though one message is damaged", async () => {
  const path = databaseIn();
  const exchange = createExchange({ paths: { "NGO-B": path } });
  const { b } = exchange;
  const [damaged, sound] = [await refer(exchange), await refer(exchange)];
  for (const sent of [damaged, sound]) expect((await withdraw(exchange, sent)).status).toBe(201);
  exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
  await exchange.settle().catch(() => {});
  damage(path, "outbox", damaged.digest);
  exchange.setTime("2026-12-01T09:02:00Z");
  await b.gateway.maintain();
  const { json } = await b.call("GET", "/v1/alarms?event=certificateOverdue");
  const told = json.entries.map(({ ref }: { ref: string }) => ref);
  expect(told.toSorted()).toEqual([damaged.digest, sound.digest].toSorted());
  const { outbox } = inside(b.store);
  for (const { digest } of [damaged, sound])
    expect((await outbox.findByDigest(digest))?.erasedAt).toBe("2026-12-01T09:02:00Z");
  await b.gateway.close();
});

it("erases what its sender has withdrawn, and certifies it, though it is damaged here", async () => {
  const path = databaseIn();
  const exchange = createExchange({ paths: { "NGO-C": path } });
  const { b, c } = exchange;
  const sent = await refer(exchange);
  damage(path, "inbox", sent.digest);
  expect((await withdraw(exchange, sent)).status).toBe(201);
  await exchange.settle();
  const { inbox, outbox } = inside(c.store);
  expect((await inbox.findByDigest(sent.digest))?.erasedAt).toBeDefined();
  expect(await outbox.counts()).toMatchObject({ decided: 1 });
  expect((await b.show(sent.digest)).json.certificate).toBeDefined();
  await c.gateway.close();
});

it.each([
  ["its sender", "NGO-B", "outbox"],
  ["its recipient", "NGO-C", "inbox"],
] as const)("withdraws a message whose correction is damaged at %s", async (_, name, box) => {
  const path = databaseIn();
  const exchange = createExchange({ paths: { [name]: path } });
  const { b, c } = exchange;
  const sent = await refer(exchange);
  const corrected = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
  damage(path, box, corrected.json.digest);
  expect((await withdraw(exchange, sent)).status).toBe(201);
  await exchange.settle();
  for (const digest of [sent.digest, corrected.json.digest]) {
    expect((await inside(c.store).inbox.findByDigest(digest))?.erasedAt).toBeDefined();
  }
  const row = await inside(b.store).outbox.findByDigest(sent.digest);
  expect([row?.erasedAt, row?.certificate]).toEqual([expect.anything(), expect.anything()]);
  for (const { gateway } of [b, c]) await gateway.close();
});

it("withdraws a damaged message with the others that were sent on the same consent in its exchange", async () => {
  const path = databaseIn();
  const exchange = createExchange({ paths: { "NGO-B": path } });
  const { b, c } = exchange;
  const sent = await refer(exchange);
  const damaged = await queueAnother(exchange, sent);
  await exchange.settle();
  damage(path, "outbox", damaged.digest);
  expect((await withdraw(exchange, sent)).status).toBe(201);
  await exchange.settle();
  for (const { digest } of [sent, damaged]) {
    expect((await inside(c.store).inbox.findByDigest(digest))?.erasedAt).toBeDefined();
    expect((await inside(b.store).outbox.findByDigest(digest))?.certificate).toBeDefined();
  }
  await b.gateway.close();
});

it("withdraws a damaged message, and all others on its consent record", async () => {
  const path = databaseIn();
  const exchange = createExchange({ paths: { "NGO-B": path } });
  const { b, c } = exchange;
  const [sound, damaged, alone] = [
    await refer(exchange),
    await refer(exchange),
    await refer(exchange),
  ];
  const refs = await Promise.all(
    [damaged, alone].map(async ({ id }) => messageOf(await inside(b.store).outbox.find(id))),
  ).then((all) => all.map(({ private: hidden }) => hidden["private.consentRefs"][0]));
  for (const { digest } of [damaged, alone]) damage(path, "outbox", digest);
  const officer = { id: "staff-0042", assurance: 2 };
  const ofAlone = { digest: alone.digest, officer };
  // It cannot be read on which consent it was sent.
  const refused = await b.call("POST", "/v1/withdrawals", ofAlone);
  expect([refused.status, refused.json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
  const other = await b.call("POST", "/v1/withdrawals", { ...ofAlone, consentRef: refs[0] });
  expect([other.status, other.json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
  const one = await b.call("POST", "/v1/withdrawals", { ...ofAlone, consentRef: refs[1] });
  expect(one.status).toBe(201);
  const everywhere = { digest: sound.digest, everywhere: true, officer };
  const all = await b.call("POST", "/v1/withdrawals", everywhere);
  expect([all.status, all.json.untold]).toEqual([201, undefined]);
  await exchange.settle();
  for (const { digest } of [sound, damaged, alone]) {
    expect((await inside(c.store).inbox.findByDigest(digest))?.erasedAt).toBeDefined();
    expect((await inside(b.store).outbox.findByDigest(digest))?.certificate).toBeDefined();
  }
  await b.gateway.close();
});

/** Sends a message from NGO-B, and returns its digest. */
async function send(exchange: TestExchange, draft: object): Promise<string> {
  const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await exchange.settle().catch(() => {});
  return json.digest;
}
