import type { History } from "./history-model.ts";

/** A store in which nothing has happened yet. It has no log, so nothing of one is known. */
export const EMPTY_HISTORY: History = {
  sources: [],
  exchange: [],
  named: [],
  person: { bits: 0, sent: {}, pseudonyms: [], told: [] },
  log: {},
  releases: [],
  jti: [],
  event: null,
  events: [],
};
