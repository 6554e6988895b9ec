import type { Code } from "@safepassage/schema";
import type { OutboxChange, OutboxRow } from "../../store/rows.ts";
import { isErasing } from "../queue/untold.ts";

/**
 * What an outcome means for whoever reads the log: what was erased is not sent again, what its recipient has rejected nobody there
 * has, and what waits in quarantine has to be mended.
 */
export function codeOfOutcome(
  row: OutboxRow,
  { state }: OutboxChange,
  verdict: Code<"verdict"> | undefined,
): { readonly code?: string } {
  if (verdict === "reject" || verdict === "quarantine") return { code: verdict };
  if (state !== "expired") return {};
  if (row.content === undefined) return { code: "erased" };
  return isErasing(row) ? { code: "erasing" } : {};
}
