import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AgencyStore, ChangeRow, HookConfig } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { sha256Base64url, systemClock } from "@safepassage/core";
import { expect, it, onTestFinished } from "vitest";
import { createChangeFeed } from "../../src/api/change-feed.ts";
import { createWebhooks } from "../../src/webhooks/webhooks.ts";
import { createFederation, NGO_B } from "../federation.ts";

const AT = "2026-11-24T09:02:00Z";

it("two webhooks of one address name what they tell by different ids, so that a program that knows one misses nothing", async () => {
  const { url, taken } = await openProgram();
  const store = openStore();
  const mark = `webhook ${sha256Base64url(url)}`;
  await store.transaction(({ marks }) => marks.set(mark, "0"));
  await change(store, "sent", "one");
  await change(store, "received", "two");
  await change(store, "sent", "three");
  start(store, [{ url, events: ["sent"] }, { url }]);
  const placeOf = (events: string) =>
    store.transaction(({ marks }) => marks.get(`${mark} ${events}`));
  for (const events of ["sent", ""]) await expect.poll(() => placeOf(events)).toBe("3");
  expect([...new Set(taken)].toSorted()).toEqual(["one", "three", "two"]);
});

it("what a database that was put back has at the place of something else has an id of its own", async () => {
  const { url, taken } = await openProgram();
  const mark = `webhook ${sha256Base64url(url)}`;
  for (const ref of ["lost", "other"]) {
    const store = openStore();
    await store.transaction(({ marks }) => marks.set(mark, "0"));
    await change(store, "sent", ref);
    const webhooks = start(store, [{ url }]);
    const place = () => store.transaction(({ marks }) => marks.get(mark));
    await expect.poll(place).toBe("1");
    await webhooks.stop();
  }
  expect(taken).toEqual(["lost", "other"]);
});

/** A program that drops what has an id that it knows, as the guide's does. */
async function openProgram() {
  const taken: string[] = [];
  const known = new Set<string>();
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => {
      text += String(part);
    });
    request.on("end", () => {
      const { id, changes } = JSON.parse(text) as { id: string; changes: { ref: string }[] };
      if (!known.has(id)) taken.push(...changes.map(({ ref }) => ref));
      known.add(id);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/changes`, taken };
}

function openStore(): AgencyStore {
  const store = openSqliteStore(":memory:");
  onTestFinished(() => store.close());
  return store;
}

const change = (store: AgencyStore, kind: ChangeRow["kind"], ref: string): Promise<void> =>
  store.transaction(({ changes }) => changes.add([{ kind, ref, at: AT }]));

function start(store: AgencyStore, hooks: readonly HookConfig[]) {
  const signer = createFederation().signers["NGO-B"];
  const context = { self: NGO_B, store, signer, clock: systemClock };
  const webhooks = createWebhooks(
    { ...context, log: () => {}, onError: () => {} },
    createChangeFeed(store),
    hooks,
    { retryMs: 5, timeoutMs: 2000, fetch: (request, init) => fetch(request, init) },
  );
  webhooks.start();
  onTestFinished(() => webhooks.stop());
  return webhooks;
}
