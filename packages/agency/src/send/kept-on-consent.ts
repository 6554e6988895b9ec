import { restsOnConsentAlone } from "@safepassage/history";
import type { FactContext } from "../setting/context.ts";
import type { OutboxRow } from "../store/rows.ts";
import { consentOf, consentsOf, groundOf } from "./consent-refs.ts";

/** Digests of the messages under some references that rest on another basis too: a withdrawal does not take them back. */
export function keptOn(
  { facts }: FactContext,
  refs: readonly string[],
  isMeant: (row: OutboxRow) => boolean,
): readonly string[] {
  const kept = refs.flatMap((ref) =>
    facts.outbox.heldOn(ref).filter((digest) => {
      const row = facts.outbox.findByDigest(digest);
      if (row?.content === undefined || row.state === "replaced") return false;
      const { message } = row.content;
      return consentsOf(message).includes(ref) && !restsOnConsentAlone(message) && isMeant(row);
    }),
  );
  return [...new Set(kept)];
}

/** {@link keptOn}, of the exchange of a message. */
export function keptBeside(
  context: FactContext,
  row: OutboxRow,
  given: string | undefined,
): readonly string[] {
  const { exchangeId, ...ground } = groundOf(context, row);
  return keptOn(
    context,
    [consentOf(ground, given)],
    ({ recipient, content }) => recipient === row.recipient && content?.exchangeId === exchangeId,
  );
}
