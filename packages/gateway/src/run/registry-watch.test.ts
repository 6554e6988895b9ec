import type { AgencyRegistry } from "@safepassage/trust";
import { expect, it } from "vitest";
import { createRegistryWatch } from "./registry-watch.ts";

it("fetches again for whoever asks while a fetch is under way", async () => {
  const begun: (() => void)[] = [];
  const source = {
    current: () => ({}) as AgencyRegistry,
    refresh: () =>
      new Promise<AgencyRegistry>((resolve) => begun.push(() => resolve({} as AgencyRegistry))),
    restore: async () => true,
  };
  const watch = createRegistryWatch(source, {
    ...{ name: "https://registry.test", isAway: false, why: [], refreshMs: 1000 },
    ...{ log: () => {}, onError: () => {} },
  });
  const first = watch.look();
  await expect.poll(() => begun.length).toBe(1);
  const asked = watch.refresh();
  const looked = watch.look();
  begun[0]?.();
  await Promise.all([first, looked]);
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.();
  await asked;
  // What was fetched just now is not looked at again.
  await watch.look();
  expect(begun).toHaveLength(2);
});
