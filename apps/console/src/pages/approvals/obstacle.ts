import type { Answer } from "../../app/gateway.ts";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { hasComposed } from "../../app/waiting.ts";
import type { Standing } from "./standing.ts";

/** What keeps somebody from approving a draft as it was read. */
export type Obstacle = "role" | "own" | "closed" | "changed" | "idle" | "unsendable" | "done";

/** The first thing that stands in the way of an approval; `undefined` if nothing does. */
export function obstacleTo({
  entry,
  preview,
  standing,
  officer,
  mayApprove,
}: {
  readonly entry: Pick<DraftEntry, "composers" | "approval">;
  readonly preview: Pick<Answer<"preview">, "approval" | "maySend">;
  readonly standing: Standing;
  readonly officer: string | undefined;
  readonly mayApprove: boolean;
}): Obstacle | undefined {
  if (!mayApprove) return "role";
  if (hasComposed(entry, officer)) return "own";
  if (standing === "closed" || standing === "changed") return standing;
  if (preview.approval === undefined) return "idle";
  if (!preview.maySend) return "unsendable";
  // An approval of something else is of no use: what is shown now can still be approved.
  return entry.approval?.digest === preview.approval.digest ? "done" : undefined;
}

/** Whether somebody whom this keeps from approving a draft can send it back all the same. */
export const mayReturn = (obstacle: Obstacle | undefined): boolean =>
  obstacle === undefined || obstacle === "unsendable" || obstacle === "done";
