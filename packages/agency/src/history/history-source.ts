import type { HistorySource, StoredNote } from "@safepassage/history";
import { indirectDeadline } from "../effects/answer-clock.ts";
import { readCorrected } from "../effects/corrections-of.ts";
import type { FactContext } from "../setting/context.ts";
import type { InboxRow, OutboxRow } from "../store/rows.ts";
import { findHeld } from "./held-target.ts";

/** What this agency's store knows of earlier messages, as a history is read from it. */
export function historySource(
  context: Pick<FactContext, "facts" | "self" | "personNames" | "registry" | "clock">,
): HistorySource {
  const { facts, self, personNames } = context;
  const rowOf = ({ own, record }: StoredNote): InboxRow | OutboxRow | undefined =>
    own ? facts.outbox.findByDigest(record.digest) : facts.inbox.findByDigest(record.digest);
  return {
    self,
    personNames,
    notes: facts.history,
    isOwnId: (id) => facts.outbox.find(id) !== undefined,
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
      const later = indirectDeadline(clock, content.message);
      const indirect = later === undefined ? {} : { indirectDeadline: later };
      return { byLaw: { deadline: clock.by, ...indirect } };
    },
    findHeld: (correction, digest) => findHeld(context, correction, digest),
  };
}
