import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { inside } from "./inside.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
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

/** Sends a message from NGO-B, and returns its digest. */
async function send(exchange: TestExchange, draft: object): Promise<string> {
  const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await exchange.settle().catch(() => {});
  return json.digest;
}

/** The place of a database in a folder of its own. */
function databaseIn(): string {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-damaged-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "agency.db");
}

/** Changes what is stored of the content of one row. */
function damage(path: string, table: "inbox" | "outbox", digest: string): void {
  const db = new DatabaseSync(path);
  db.prepare(`UPDATE ${table} SET content = zeroblob(64) WHERE digest = ?`).run(digest);
  db.close();
}
