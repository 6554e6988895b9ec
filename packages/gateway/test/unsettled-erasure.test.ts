import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { createMemoryStoreKeys, openSqliteStore } from "@safepassage/agency/node";
import { describe, expect, it } from "vitest";
import { serveGateway } from "../src/node.ts";
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

/** The journal of the recipient takes nothing while there is a `failure`. */
function createUnjournalled() {
  const disk: { failure?: AgencyError } = {};
  const keys = createMemoryStoreKeys();
  const journal: typeof keys.journal = {
    ...keys.journal,
    get length() {
      return keys.journal.length;
    },
    add(entries) {
      if (disk.failure !== undefined) throw disk.failure;
      keys.journal.add(entries);
    },
  };
  let stores = 0;
  const exchange = createExchange({
    wrap: (store) =>
      stores++ === 1 ? openSqliteStore(":memory:", () => ({ ...keys, journal })) : store,
  });
  return { exchange, disk };
}

describe("an erasure that the journal has no room for", () => {
  it.each([
    ["GATEWAY_STORE_FULL", "STORE_FULL keys/contents"],
    ["GATEWAY_STORE_UNREADABLE", "GATEWAY_STORE_UNREADABLE state/agency.db"],
  ] as const)(
    "keeps the gateway from being ready (%s), and is done as soon as it can be",
    async (code, reason) => {
      const { exchange, disk } = createUnjournalled();
      const { c, settle } = exchange;
      const { sent, withdraw: ask } = await sendAndWithdraw(exchange);
      const reasons = async () =>
        (await c.call("GET", "/v1/health")).json.reasons.map(
          (one: { code: string; file: string }) => `${one.code} ${one.file}`,
        );
      disk.failure = new AgencyError(code, "erasures.log");
      await ask();
      await settle().catch(() => {});
      expect(await inside(c.store).erasures.isPending(sent.digest)).toBe(true);
      expect(await reasons()).toEqual([reason]);

      delete disk.failure;
      expect(await reasons()).toEqual([]);
      expect(await inside(c.store).erasures.isPending(sent.digest)).toBe(false);
    },
  );
});

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

  it("is destroyed minutes after it can be, and not an hour", async () => {
    const { exchange, disk } = createUnsettled();
    disk.isBroken = true;
    const served = await serveGateway(exchange.c.gateway, {
      ...{ port: 0, localPort: 0, maintainAgainMs: 10, graceMs: 100 },
    });
    await expect.poll(() => disk.tries).toBeGreaterThan(2);
    const maintained = () => exchange.c.log.filter(({ event }) => event === "maintained");
    expect(maintained()).toEqual([]);
    disk.isBroken = false;
    await expect.poll(maintained).toHaveLength(1);
    await served.close();
    await exchange.b.gateway.close();
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
