import { onlyErases } from "@safepassage/history";
import type { OutboxRow } from "../store/rows.ts";
import type { Effect } from "./effect.ts";

/** Whether a message sent asks its recipient to erase, and nothing else. */
export const isErasing = ({ content }: Pick<OutboxRow, "content">): boolean =>
  content !== undefined && onlyErases(content.message);

/**
 * Records an alarm where a recipient will not erase what it is asked to, since the message that asks did not reach it or was
 * rejected: a person has to tell it.
 *
 * @param code - Why; `reject` if the recipient has rejected it.
 */
export const erasureUntold = (
  row: Pick<OutboxRow, "digest" | "content">,
  { code, at }: { readonly code: string; readonly at: string },
): readonly Effect[] =>
  isErasing(row)
    ? [
        { does: "event", event: { kind: "erasureUntold", at, ref: row.digest, code }, once: true },
        { does: "announce" },
      ]
    : [];
