import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { inside } from "./inside.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

/** Sends a message, and returns what is shown of it. */
async function sent({ b, settle }: TestExchange) {
  const draft = { ...requestS011(), case: "case-1", people: {} };
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
  await settle();
  return (await b.call("GET", `/v1/messages/${json.digest}`)).json;
}

it("says of a receipt that is another message's that it proves nothing", async () => {
  const exchange = createExchange();
  const { b } = exchange;
  const [one, other] = [await sent(exchange), await sent(exchange)];
  expect(one.receipts).toMatchObject([{ claims: { kind: "delivered" } }, { claims: {} }]);
  const receipts = other.receipts.map(({ jwt }: { jwt: string }) => jwt);
  await inside(b.store).outbox.change(one.id, { state: "decided", receipts });
  const { json } = await b.call("GET", `/v1/messages/${one.digest}`);
  expect(json.receipts.map(({ code }: { code?: string }) => code)).toEqual([
    ...["RECEIPT_MISMATCH", "RECEIPT_MISMATCH"],
  ]);
});

it("blames the database for a stored message that is damaged, and not the caller", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-changed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "b.db");
  const exchange = createExchange({ paths: { "NGO-B": path } });
  const { digest } = await sent(exchange);
  const db = new DatabaseSync(path);
  db.exec("UPDATE outbox SET jwt = substr(jwt, 1, 200) || 'A' || substr(jwt, 202)");
  db.close();
  expect(await exchange.b.call("GET", `/v1/messages/${digest}`)).toMatchObject({
    status: 503,
    json: { code: "GATEWAY_STORE_UNREADABLE" },
  });
  await exchange.b.gateway.close();
});
