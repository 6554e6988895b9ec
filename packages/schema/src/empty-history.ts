import type { History } from "./context-model.ts";

/** A store in which nothing has happened yet. */
export const EMPTY_HISTORY: History = {
  sources: [],
  exchange: [],
  person: { bits: 0 },
  log: {},
  releases: [],
  jti: [],
  event: null,
};
