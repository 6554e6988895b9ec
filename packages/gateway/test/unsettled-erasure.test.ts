import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { requestS041 } from "./drafts.ts";
import type { Name } from "./federation.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

/** The recipient cannot destroy keys, as on a disk that fails, as long as `isBroken`. */
function createUnsettled(parties: readonly [Name, Name] = ["NGO-B", "NGO-C"]) {
  const disk = { isBroken: false, tries: 0 };
  const stores: AgencyStore[] = [];
  const exchange = createExchange({
    parties,
    wrap(store) {
      stores.push(store);
      // The second is the recipient's.
      if (stores.length !== 2) return store;
      return {
        ...store,
        scrub() {
          disk.tries += 1;
          if (!disk.isBroken) return store.scrub();
          return Promise.reject(new AgencyError("GATEWAY_STORE_UNREADABLE", "the disk fails"));
        },
      };
    },
  });
  return { exchange, disk };
}

/** NGO-B sends a referral, and withdraws the consent to it. */
async function sendAndWithdraw(exchange: TestExchange) {
  const { b, settle } = exchange;
  const { json: sent } = await b.call("POST", "/v1/messages", {
    draft: requestS011(),
    mode: "asIs",
  });
  await settle();
  return { sent, withdraw: () => withdraw(exchange, sent) };
}

describe("a key that cannot be destroyed yet", () => {
  it("keeps the certificate back, and the content is gone all the same", async () => {
    const { exchange, disk } = createUnsettled();
    const { b, c, settle } = exchange;
    const { sent, withdraw: ask } = await sendAndWithdraw(exchange);
    disk.isBroken = true;
    await ask();
    await settle().catch(() => {});
    await c.gateway.sender.deliverDue().catch(() => {});
    const taken = await inside(c.store).inbox.findByDigest(sent.digest);
    expect([taken?.content, taken?.erasedAt !== undefined]).toEqual([undefined, true]);
    expect(await inside(c.store).erasures.isPending(sent.digest)).toBe(true);
    expect(await countReplies(c.store)).toBe(1);
    const asked = await b.show(sent.digest);
    expect(asked.json).not.toHaveProperty("certificate");

    disk.isBroken = false;
    exchange.setTime("2026-11-24T10:30:00Z");
    await settle();
    expect(await inside(c.store).erasures.isPending(sent.digest)).toBe(false);
    const told = await b.show(sent.digest);
    expect(told.json.certificate).toMatch(/^[\w-]{43}$/);
  });

  it("keeps no alarm of another part of the maintenance back", async () => {
    const { exchange, disk } = createUnsettled(["Police-B", "Police-C"]);
    const { b, c, settle } = exchange;
    const ask = async () =>
      (await b.call("POST", "/v1/messages", { draft: requestS041(), mode: "asIs" })).json.digest;
    const [due, unanswered] = [await ask(), await ask()];
    await settle();
    await inside(c.store).inbox.retain(due, "2026-11-25");
    exchange.setTime("2026-12-20T00:00:00Z");
    disk.isBroken = true;
    await expect(c.gateway.maintain()).rejects.toMatchObject({
      errors: [{ message: "the disk fails" }, { message: "the disk fails" }],
    });
    expect((await inside(c.store).inbox.findByDigest(due))?.erasedAt).toBeDefined();
    expect(await eventsOf(c.store, "answerOverdue")).toMatchObject([{ ref: unanswered }]);
    disk.isBroken = false;
    await c.gateway.maintain();
    expect(c.log.at(-1)).toEqual({ event: "maintained" });
  });
});
