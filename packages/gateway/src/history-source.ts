import type { HistorySource, StoredNote } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { indirectDeadline } from "./answer-clock.ts";
import type { GatewayContext } from "./context.ts";
import { readCorrected } from "./corrections-of.ts";
import { findHeld } from "./held-target.ts";
import type { InboxRow, OutboxRow } from "./store.ts";

/** What this gateway's store knows of earlier messages, as a history is read from it. */
export function historySource(
  context: Pick<GatewayContext, "store" | "self" | "personNames" | "registry" | "clock">,
): HistorySource {
  const { store, self, personNames } = context;
  const rowOf = ({ own, record }: StoredNote): InboxRow | OutboxRow | undefined =>
    own ? store.findOutboxByDigest(record.digest) : store.findInboxByDigest(record.digest);
  return {
    self,
    personNames,
    notes: store.history,
    isOwnId: (id) => store.findOutbox(id) !== undefined,
    readCorrected(note) {
      const row = rowOf(note);
      const reading = row && readCorrected(context, row);
      return reading?.corrections.length === 0 ? undefined : reading?.message;
    },
    findDeadlines(note) {
      const { content, clock } = rowOf(note) ?? {};
      if (content === undefined) return undefined;
      if (clock === undefined) return {};
      if (clock.answeredAt !== undefined) return { byLaw: {} };
      const later = indirectDeadline(clock, JSON.parse(content.message) as DecodedMessage);
      const indirect = later === undefined ? {} : { indirectDeadline: later };
      return { byLaw: { deadline: clock.by, ...indirect } };
    },
    findHeld: (correction, digest) => findHeld(context, correction, digest),
  };
}
