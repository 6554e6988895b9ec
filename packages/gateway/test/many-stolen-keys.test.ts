import { generateSigningKey, publicJwk } from "@safepassage/trust";
import { expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { NGO_B } from "./federation.ts";
import { countReads, fillInbox } from "./filling.ts";
import { inside } from "./inside.ts";
import { STOLEN_AT } from "./stolen-key-world.ts";
import { createExchange, type TestExchange } from "./world.ts";

/** A federation may learn of many thefts at once. Each message since is then read once, and not once for each theft. */
it("messages are looked through once for all keys that were stolen", async () => {
  const [one = 0, many = 0] = [await readsFor(1), await readsFor(16)];
  expect(many).toBeLessThan(2 * one);
});

async function readsFor(thefts: number): Promise<number> {
  const exchange = createExchange();
  const { id } = await refer(exchange);
  await fillInbox(exchange.c.store, await inside(exchange.c.store).inbox.find(NGO_B, id), 200);
  steal(exchange, thefts);
  const read = countReads(exchange.c.store);
  await exchange.c.gateway.maintain();
  return read();
}

/** Others have had keys of NGO-B since this morning, with which it has signed nothing. */
function steal({ editRegistry }: TestExchange, thefts: number): void {
  const from = "2026-01-01T00:00:00Z";
  const stolen = { from, status: "compromised", compromisedAt: STOLEN_AT };
  editRegistry(({ agencies }) => {
    const keys = agencies.find(({ entity }) => entity === NGO_B)?.keys as object[];
    for (let index = 0; index < thefts; index++) {
      keys.push({ jwk: publicJwk(generateSigningKey("Ed25519")), ...stolen });
    }
  });
}
