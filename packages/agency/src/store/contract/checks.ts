import type { AgencyStore } from "../ports.ts";

/** Checks of a store, by the behaviour that they show. Each needs a fresh store, and throws if the store fails it. */
export type Checks = Readonly<Record<string, (store: AgencyStore) => Promise<void>>>;
