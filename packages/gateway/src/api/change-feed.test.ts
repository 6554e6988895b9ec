import type { AgencyStore } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { expect, it, onTestFinished } from "vitest";
import { createChangeFeed } from "./change-feed.ts";

it("whoever follows changes learns that the database was put back, and waits for no place behind its end", async () => {
  const [first, putBack] = [openSqliteStore(":memory:"), openSqliteStore(":memory:")];
  onTestFinished(async () => {
    for (const store of [first, putBack]) await store.close();
  });
  // As a server that has failed over to a copy that lags behind.
  let behind: AgencyStore = first;
  const store: AgencyStore = { ...first, transaction: (work) => behind.transaction(work) };
  const feed = createChangeFeed(store);
  const change = (ref: string) =>
    behind.transaction(({ changes }) =>
      changes.add([{ kind: "sent", at: "2026-11-24T09:02:00Z", ref }]),
    );
  for (const ref of ["one", "two"]) await change(ref);
  const { signal } = new AbortController();
  const { position } = (await feed.next(0, 0, signal)).at(-1) ?? { position: 0 };
  expect(await feed.next(position, 0, signal)).toEqual([]);
  const next = feed.next(position, 60_000, signal);
  behind = putBack;
  await change("three");
  feed.wake();
  await expect(next).rejects.toMatchObject({ code: "GATEWAY_STORE_AWAY" });
  expect(await feed.next(0, 0, signal)).toMatchObject([{ ref: "three" }]);
});
