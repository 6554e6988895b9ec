import type { Tx } from "@safepassage/agency";
import { verifyReceipt } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { createForge } from "./forge.ts";
import { inside } from "./inside.ts";
import { signedHeaders } from "./signed.ts";
import { createExchange, NGO_B, type TestExchange } from "./world.ts";

const AT = "2026-11-24T09:02:00Z";

describe("a sender that was restored from a backup", () => {
  it("sends again what its recipient has decided, and learns what that decided", async () => {
    const { exchange, digest, sendAgain } = await createRestored();
    const before = await stored(exchange);
    const sent = await inside(exchange.b.store).outbox.findByDigest(digest);
    expect(sent?.state).toBe("decided");
    const again = await sendAgain();
    expect(again).toMatchObject({
      state: "decided",
      lastError: undefined,
      receipts: sent?.receipts,
    });
    expect(await stored(exchange)).toEqual(before);
  });

  it("learns it too if the message was erased by its recipient meanwhile", async () => {
    const { exchange, digest, sendAgain } = await createRestored();
    await inside(exchange.c.store).inbox.erase(digest, AT);
    const before = await stored(exchange);
    expect((await sendAgain())?.state).toBe("decided");
    expect(await stored(exchange)).toEqual(before);
    const row = await inside(exchange.c.store).inbox.findByDigest(digest);
    expect([row?.content, row?.erasedAt]).toEqual([undefined, AT]);
  });
});

describe("a message that was judged before and comes under another seal", () => {
  it("gets the same receipts if it was rejected, and is recorded once", async () => {
    const exchange = createExchange();
    const { pack, reissue } = await createForge(exchange);
    const kept = reissue({ eraseBy: "2046-11-24" });
    const first = await post(exchange, pack(kept));
    expect([first.status, first.json.receipts?.length]).toEqual([200, 1]);
    const before = await stored(exchange);
    const second = await post(exchange, pack(kept));
    expect([second.status, second.json]).toEqual([200, first.json]);
    expect(await stored(exchange)).toEqual(before);
    expect(before.counts.inbox).toBe(0);
  });

  it("gets them too if another process took it in between check and commit", async () => {
    const exchange = createExchange();
    const { pack, sdJwt } = await createForge(exchange);
    const first = await post(exchange, pack(sdJwt));
    const { store } = exchange.c;
    let isBlind = true;
    const transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      store.transaction((tx) => {
        const replay: Tx["replay"] = {
          ...tx.replay,
          has: async (ids) => !isBlind && (await tx.replay.has(ids)),
          insert(entry) {
            isBlind = false;
            return tx.replay.insert(entry);
          },
        };
        return work({ ...tx, replay });
      });
    const late = createExchange({
      federation: exchange.federation,
      options: { store: { ...store, transaction }, epochs: exchange.epochs.c },
    });
    const second = await post(late, pack(sdJwt));
    expect(isBlind).toBe(false);
    expect([second.status, second.json]).toEqual([200, first.json]);
  });

  it("gets none if nobody has signed the request, and another message of its id is refused", async () => {
    const exchange = createExchange();
    const { pack, sdJwt, reissue } = await createForge(exchange);
    expect((await post(exchange, pack(sdJwt))).status).toBe(200);
    const other = pack(reissue({ eraseBy: "2026-12-20" }));
    for (const [octets, signed] of [
      [pack(sdJwt), false],
      [other, true],
      [other, true],
    ] as const) {
      const { status, json } = await post(exchange, octets, signed);
      expect([status, json.code, json.receipts]).toEqual([409, "MESSAGE_REPLAYED", undefined]);
      const claims = verifyReceipt(json.receipt, exchange.registry);
      expect(claims).toMatchObject({ kind: "refused", aud: NGO_B, rule: "E04" });
    }
    expect((await inside(exchange.c.store).inbox.counts()).inbox).toBe(1);
  });
});

/** A message that NGO-C has decided, and NGO-B as it was before it sent that. */
async function createRestored() {
  const exchange = createExchange();
  const { json } = await exchange.b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  const row = await inside(exchange.b.store).outbox.find(json.id);
  if (row?.content === undefined) throw new TypeError("the message was not stored");
  const { content, digest } = row;
  await exchange.settle();
  const restored = createExchange({ federation: exchange.federation });
  restored.intercept((request) => exchange.c.gateway.fetch(request));
  const none = { submission: undefined, history: undefined };
  await inside(restored.b.store).outbox.add({ ...row, ...none, content, emergency: false });
  return {
    exchange,
    digest,
    async sendAgain() {
      await restored.b.gateway.sender.deliverDue();
      return inside(restored.b.store).outbox.findByDigest(digest);
    },
  };
}

/** What NGO-C keeps of what came in, and what it told of it. */
async function stored({ c }: TestExchange) {
  const { inbox, events } = inside(c.store);
  const kept = await events.after("emergencyRefused", 0, 9);
  return { counts: await inbox.counts(), kept, log: c.log.length };
}

async function post({ c, federation }: TestExchange, octets: string, isSigned = true) {
  const headers = isSigned
    ? signedHeaders(federation, octets)
    : { "content-type": "application/jose" };
  const request = new Request("http://c.test/inbox", { method: "POST", headers, body: octets });
  const response = await c.gateway.fetch(request);
  // biome-ignore lint/suspicious/noExplicitAny: receipts or a problem document
  return { status: response.status, json: (await response.json()) as any };
}
