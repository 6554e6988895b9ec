import type { Code } from "@safepassage/schema";
import type { Effect } from "../../effects/shared/effect.ts";
import { verdictOf } from "../../effects/shared/join-receipts.ts";
import { isWarning } from "../../effects/warning/quarantine.ts";
import type { OutboxRow } from "../../store/rows.ts";

/**
 * Raises the alarm about a warning that its recipient has signed to have rejected: nobody there reads it. It is told also where an
 * attempt that failed has raised it before, since whoever heard that one may think that a later attempt went well.
 *
 * @param verdict - By the receipts that it has now.
 */
export function rejectedWarning(
  row: Pick<OutboxRow, "digest" | "content" | "receipts">,
  verdict: Code<"verdict"> | undefined,
  at: string,
): readonly Effect[] {
  const isNew = verdict === REJECT && verdictOf(row.receipts) !== REJECT;
  // Only now: whatever reads the content decrypts it.
  if (!isNew || row.content === undefined || !isWarning(row.content.message)) return [];
  const event = { kind: "emergencyUndelivered", at, ref: row.digest, code: REJECT };
  return [{ does: "event", event }, { does: "announce" }];
}

const REJECT = "reject";
