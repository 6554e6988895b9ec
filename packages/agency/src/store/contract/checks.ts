import type { AgencyStore } from "../ports.ts";

/** Checks of a store, each on a fresh one, by what they show. Each throws where the store does otherwise. */
export type Checks = Readonly<Record<string, (store: AgencyStore) => Promise<void>>>;
