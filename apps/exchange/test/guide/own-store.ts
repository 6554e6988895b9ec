import { test } from "node:test";
import { agencyStoreContract } from "@safepassage/agency/contract";
import { openSqliteStore } from "@safepassage/agency/node";

// Your own in the place of this one. Each check has a fresh store.
const openStore = () => openSqliteStore(":memory:");

for (const [port, checks] of Object.entries(agencyStoreContract)) {
  for (const [shows, check] of Object.entries(checks)) {
    test(`${port}: ${shows}`, async () => {
      const store = openStore();
      await check(store);
      await store.close();
    });
  }
}
