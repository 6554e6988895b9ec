import type { Effect } from "../../effects/shared/effect.ts";
import { verdictOf } from "../../effects/shared/join-receipts.ts";
import { isWarning } from "../../effects/warning/quarantine.ts";
import type { OutboxRow } from "../../store/rows.ts";

/**
 * Raises the alarm about a warning that its recipient has signed to have rejected: nobody there reads it. It is told also where an
 * attempt that failed has raised it before, since whoever heard that one may think that a later attempt went well.
 *
 * @param receipts - With those that have come now.
 */
export function rejectedWarning(
  { digest: ref, content, receipts: before }: Pick<OutboxRow, "digest" | "content" | "receipts">,
  receipts: readonly string[] | undefined,
  at: string,
): readonly Effect[] {
  const isNew = verdictOf(receipts ?? []) === REJECT && verdictOf(before) !== REJECT;
  if (!isNew || content === undefined || !isWarning(content.message)) return [];
  const event = { kind: "emergencyUndelivered", at, ref, code: REJECT };
  return [{ does: "event", event }, { does: "announce" }];
}

const REJECT = "reject";
