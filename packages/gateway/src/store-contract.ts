import type { GatewayStore } from "./store.ts";
import { lookupChecks } from "./store-contract-lookups.ts";
import { memoryChecks } from "./store-contract-memory.ts";
import { messageChecks } from "./store-contract-messages.ts";
import { timeChecks } from "./store-contract-times.ts";

/** What every {@link GatewayStore} must do, as checks to run, each on a fresh store. */
export const gatewayStoreContract: Readonly<Record<string, (store: GatewayStore) => void>> = {
  ...messageChecks,
  ...lookupChecks,
  ...memoryChecks,
  ...timeChecks,
};
