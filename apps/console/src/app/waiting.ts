import type { Answer } from "./gateway.ts";
import type { DraftEntry } from "./shared-queries.ts";

type Agreement = Answer<"listAgreements">["entries"][number];

/** How it stands with the second officer of a draft. */
export type ApprovalState = "notNeeded" | "waiting" | "returned" | "approved";

/**
 * Whether a second officer has to approve a draft, as its agreement asks for its purpose. A warning of immediate danger, and
 * what corrects or answers one, goes without, and is reviewed after.
 */
export function approvalStateOf(
  draft: AskedOf,
  agreements: readonly Pick<Agreement, "id" | "secondOfficer">[],
): ApprovalState {
  const { agreement, purpose, approval } = draft;
  const isAsked = agreements.some(
    ({ id, secondOfficer }) => id === agreement && secondOfficer.includes(purpose),
  );
  if (!isAsked || purpose === DANGER) return "notNeeded";
  if (approval !== undefined) return "approved";
  return isReturned(draft) ? "returned" : "waiting";
}

/** Whether a draft lies with its composer: a second officer has sent it back, and nobody has changed it since. */
export const isReturned = ({
  returned,
  revision,
}: Pick<DraftEntry, "returned" | "revision">): boolean => returned?.revision === revision;

/**
 * The drafts that wait for a second officer who has composed nothing of them, or that one such officer has sent back.
 *
 * @param officer - Staff id of who looks.
 */
export function draftsFor<Entry extends AskedOf & Pick<DraftEntry, "composers">>(
  officer: string | undefined,
  drafts: readonly Entry[],
  agreements: readonly Pick<Agreement, "id" | "secondOfficer">[],
  state: "waiting" | "returned",
): readonly Entry[] {
  return drafts.filter(
    (draft) => approvalStateOf(draft, agreements) === state && !hasComposed(draft, officer),
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

type AskedOf = Pick<DraftEntry, "agreement" | "purpose" | "approval" | "returned" | "revision">;

const DANGER = "IMMEDIATE_DANGER";
