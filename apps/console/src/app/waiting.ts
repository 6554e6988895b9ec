import type { Answer } from "./gateway.ts";
import type { DraftEntry } from "./shared-queries.ts";

type Agreement = Answer<"listAgreements">["entries"][number];

/** How it stands with the second officer of a draft. */
export type ApprovalState = "notNeeded" | "waiting" | "approved";

/**
 * Whether a second officer has to approve a draft, as its agreement asks for its purpose. A warning of immediate danger, and
 * what corrects or answers one, goes without, and is reviewed after.
 */
export function approvalStateOf(
  { agreement, purpose, approval }: AskedOf,
  agreements: readonly Pick<Agreement, "id" | "secondOfficer">[],
): ApprovalState {
  const isAsked = agreements.some(
    ({ id, secondOfficer }) => id === agreement && secondOfficer.includes(purpose),
  );
  if (!isAsked || purpose === DANGER) return "notNeeded";
  return approval === undefined ? "waiting" : "approved";
}

/** The drafts that wait for a second officer who has composed nothing of them. @param officer - Staff id of who looks. */
export function waitingFor<Entry extends AskedOf & Pick<DraftEntry, "composers">>(
  officer: string | undefined,
  drafts: readonly Entry[],
  agreements: readonly Pick<Agreement, "id" | "secondOfficer">[],
): readonly Entry[] {
  return drafts.filter(
    (draft) => approvalStateOf(draft, agreements) === "waiting" && !hasComposed(draft, officer),
  );
}

/** Whether somebody has composed a draft, as it is now or at an earlier revision. */
export const hasComposed = (
  { composers }: Pick<DraftEntry, "composers">,
  officer: string | undefined,
): boolean => composers.some((composer) => isSamePerson(composer, officer));

/** Whether two staff ids are those of one person: the same in other letters is no other person. */
const isSamePerson = (one: string, other: string | undefined): boolean =>
  one.toLowerCase() === other?.toLowerCase();

type AskedOf = Pick<DraftEntry, "agreement" | "purpose" | "approval">;

const DANGER = "IMMEDIATE_DANGER";
