import { getEventListeners } from "node:events";
import type { AgencyStore, ChangeRow, Fetch, HookConfig } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { sha256Base64url, systemClock } from "@safepassage/core";
import { expect, it, onTestFinished } from "vitest";
import { type ChangeFeed, createChangeFeed } from "../../src/api/change-feed.ts";
import { createWebhooks } from "../../src/webhooks/webhooks.ts";
import { createFederation, NGO_B } from "../federation.ts";

const ADDRESS = "https://case-system.test/changes";
const MARK = `webhook ${sha256Base64url(ADDRESS)}`;
const AT = "2026-11-24T09:02:00Z";

it("two webhooks with one address have a place each, so that what one has not taken is told after a restart", async () => {
  const store = openStore();
  let isMended = false;
  const taken: string[] = [];
  const open = () =>
    start(
      store,
      (["sent", "received"] as const).map((kind) => ({ url: ADDRESS, events: [kind] })),
      (kinds) => {
        const isTaken = isMended || kinds.includes("sent");
        if (isTaken) taken.push(...kinds);
        return isTaken;
      },
    );
  const { feed, webhooks } = open();
  const placeOf = (kind: string) => store.transaction(({ marks }) => marks.get(`${MARK} ${kind}`));
  for (const kind of ["sent", "received"]) await expect.poll(() => placeOf(kind)).toBe("0");
  await change(store, { kind: "received", ref: "one" }, { kind: "sent", ref: "other" });
  feed.wake();
  await expect.poll(() => placeOf("sent")).toBe("2");
  expect(taken).toEqual(["sent"]);
  await webhooks.stop();
  isMended = true;
  void open();
  await expect.poll(() => taken).toEqual(["sent", "received"]);
});

it("a webhook is told what has changed in a database that was put back, while its program takes its time", async () => {
  const [first, putBack] = [openStore(), openStore()];
  // As a server that has failed over to a copy that lags behind.
  let behind = first;
  const store: AgencyStore = { ...first, transaction: (work) => behind.transaction(work) };
  for (const one of [first, putBack]) {
    await one.transaction(({ marks }) => marks.set(MARK, "0"));
    await change(one, { kind: "sent", ref: one === first ? "lost" : "other" });
  }
  await change(putBack, { kind: "sent", ref: "later" });
  const taken: string[] = [];
  void start(store, [{ url: ADDRESS }], (_, refs) => {
    taken.push(...refs);
    behind = putBack;
    return true;
  });
  await expect.poll(() => taken).toEqual(["lost", "other", "later"]);
});

it("a webhook keeps nothing of what it has told", async () => {
  const store = openStore();
  await store.transaction(({ marks }) => marks.set(MARK, "0"));
  const taken: string[] = [];
  let ending: AbortSignal | undefined;
  const { feed } = start(
    store,
    [{ url: ADDRESS }],
    (_, refs) => taken.push(...refs) > 0,
    (signal) => {
      ending = signal;
    },
  );
  for (const ref of ["one", "two", "three", "four"]) {
    await change(store, { kind: "sent", ref });
    feed.wake();
    await expect.poll(() => taken.at(-1)).toBe(ref);
  }
  const place = () => store.transaction(({ marks }) => marks.get(MARK));
  await expect.poll(place).toBe("4");
  if (ending === undefined) throw new TypeError("nothing was asked for");
  // Whatever listens for the end of the gateway would stay until then.
  expect(getEventListeners(ending, "abort")).toEqual([]);
});

function openStore(): AgencyStore {
  const store = openSqliteStore(":memory:");
  onTestFinished(() => store.close());
  return store;
}

const change = (store: AgencyStore, ...rows: readonly Omit<ChangeRow, "at">[]): Promise<void> =>
  store.transaction(({ changes }) => changes.add(rows.map((row) => ({ ...row, at: AT }))));

/** Starts webhooks. @param take - Gets the kinds and digests of a request. Returns whether they are taken. */
function start(
  store: AgencyStore,
  hooks: readonly HookConfig[],
  take: (kinds: readonly string[], refs: readonly string[]) => boolean,
  hear: (ending: AbortSignal) => void = () => {},
) {
  const own = createChangeFeed(store);
  const feed: ChangeFeed = {
    ...own,
    next(position, waitMs, signal) {
      hear(signal);
      return own.next(position, waitMs, signal);
    },
  };
  const fetch: Fetch = async (request) => {
    const { changes } = (await request.json()) as { changes: { event: string; ref: string }[] };
    const isTaken = take(
      changes.map(({ event }) => event),
      changes.map(({ ref }) => ref),
    );
    return new Response(null, { status: isTaken ? 204 : 503 });
  };
  const signer = createFederation().signers["NGO-B"];
  const context = { self: NGO_B, store, signer, clock: systemClock };
  const webhooks = createWebhooks({ ...context, log: () => {}, onError: () => {} }, feed, hooks, {
    ...{ retryMs: 5, timeoutMs: 500, fetch },
  });
  webhooks.start();
  onTestFinished(() => webhooks.stop());
  return { feed, webhooks };
}
