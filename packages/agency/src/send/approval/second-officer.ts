import { canonicalJson, encodeUtf8, type Json, sha256Base64url } from "@safepassage/core";
import { type Agreement, type Draft, isOfDanger } from "@safepassage/schema";
import { isSeenByTwo } from "../../effects/warning/second-review.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { isSameOfficer } from "../../setting/officer-ref.ts";
import type { ShownDraft } from "../../stages/results.ts";
import type { DraftRequest } from "../draft/draft-request.ts";

/** A second officer has seen what is going to be sent, and agrees. */
export interface Approval {
  /** What was approved: {@link approvalDigestOf}. */
  readonly digest: string;
  /** Staff id of the second officer. */
  readonly officer: string;
}

/** An approval that is about to be given. */
export interface GivenApproval extends Approval {
  /** How surely the agency knows the second officer. */
  readonly assurance: number;
}

/** What stands between a draft and its recipient. */
export interface NeededApproval {
  readonly digest: string;
}

/**
 * Whether a second officer has to approve a message, as the agreement asks for its purpose (`secondOfficer`). A warning of
 * danger, and what corrects or answers one, goes first and is reviewed after: just what is reviewed is let through.
 *
 * @see docs/spec/api.md#four-eyes
 */
export const needsApproval = (agreement: Agreement, { clear }: Draft): boolean =>
  isSeenByTwo(agreement, clear) && !isOfDanger(clear);

/**
 * What a second officer approves: what was asked for, under which agreement, and what becomes of each value. It holds no
 * times, references or salts, which are drawn anew each time: preparing the same again gives the same.
 */
export function approvalDigestOf(
  request: DraftRequest,
  { draft, account, droppedGroups, added }: ShownDraft,
): string {
  const { officer: _, ...asked } = request;
  const agreement = draft.clear["env.agreementRef"].sha256;
  const { body } = draft;
  const bound = ["spp-approval-1", { asked, agreement, account, droppedGroups, added, body }];
  // Members without a value are left out, as in any JSON.
  const json = JSON.parse(JSON.stringify(bound)) as Json;
  return sha256Base64url(encodeUtf8(canonicalJson(json)));
}

/** The approval that a prepared draft needs; `undefined` if it needs none. */
export function approvalNeeded(
  { agreements }: Pick<AgencyContext, "agreements">,
  request: DraftRequest,
  prepared: ShownDraft,
): NeededApproval | undefined {
  const needed = findNeeded(agreements(), request, prepared);
  return needed && { digest: needed.digest };
}

/** The same, with how surely the agreement asks that officers are known. */
function findNeeded(
  agreements: ReturnType<AgencyContext["agreements"]>,
  request: DraftRequest,
  prepared: ShownDraft,
): (NeededApproval & Pick<Agreement, "minAssurance">) | undefined {
  const { draft } = prepared;
  const agreement = agreements.findAgreement(draft.clear["env.agreementRef"].sha256);
  if (agreement === undefined || !needsApproval(agreement, draft)) return undefined;
  const { minAssurance } = agreement;
  return { digest: approvalDigestOf(request, prepared), minAssurance };
}

/**
 * Refuses a whole draft whose agreement wants it approved: nobody can approve it without the request it was made from.
 *
 * @throws AgencyError `GATEWAY_APPROVAL_NEEDED`.
 */
export function requireNoneNeeded(
  { agreements }: Pick<AgencyContext, "agreements">,
  draft: Draft,
): false {
  const agreement = agreements().findAgreement(draft.clear["env.agreementRef"].sha256);
  if (agreement === undefined || !needsApproval(agreement, draft)) return false;
  throw new AgencyError("GATEWAY_APPROVAL_NEEDED", "no second officer has seen it");
}

/**
 * Refuses a message that its agreement wants approved, unless a second officer has approved just this. How surely that one
 * is known was looked at when the approval was given: what is approved binds the agreement.
 *
 * @param composers - Staff ids of all who have composed it, at whatever revision.
 * @throws AgencyError `GATEWAY_APPROVAL_NEEDED`, `GATEWAY_APPROVAL_OTHER` if what would be sent is not what was approved,
 *   `GATEWAY_APPROVAL_NOT_INDEPENDENT` if whoever approved has also composed it.
 * @returns Whether an approval was asked for, and is there.
 */
export function requireApproval(
  context: Pick<AgencyContext, "agreements">,
  request: DraftRequest,
  prepared: ShownDraft,
  approval: Approval | undefined,
  composers: readonly string[],
): boolean {
  const needed = approvalNeeded(context, request, prepared);
  if (needed === undefined) return false;
  // What is approved is shown by the preview alone: nobody can approve what they have not asked to see.
  if (approval === undefined) {
    throw new AgencyError("GATEWAY_APPROVAL_NEEDED", "no second officer has seen it");
  }
  requireJust(needed, [request.officer.id, ...composers], approval);
  return true;
}

/**
 * Makes sure that somebody may approve just this.
 *
 * @param composers - Staff ids of all who have composed it, at whatever revision.
 * @throws AgencyError `GATEWAY_APPROVAL_IDLE` if nobody has to, `GATEWAY_APPROVAL_OTHER`, `GATEWAY_APPROVAL_NOT_INDEPENDENT`,
 *   `GATEWAY_APPROVAL_ASSURANCE_TOO_LOW` if the agreement asks that officers are known more surely.
 */
export function requireApprovable(
  context: Pick<AgencyContext, "agreements">,
  request: DraftRequest,
  prepared: ShownDraft,
  approval: GivenApproval,
  composers: readonly string[],
): void {
  const needed = findNeeded(context.agreements(), request, prepared);
  if (needed === undefined) throw new AgencyError("GATEWAY_APPROVAL_IDLE", "nobody has to");
  requireJust(needed, [request.officer.id, ...composers], approval);
  if (approval.assurance < needed.minAssurance) {
    throw new AgencyError(
      "GATEWAY_APPROVAL_ASSURANCE_TOO_LOW",
      "the approver is not known so surely",
    );
  }
}

function requireJust({ digest }: NeededApproval, composers: readonly string[], approval: Approval) {
  if (approval.digest !== digest) {
    throw new AgencyError("GATEWAY_APPROVAL_OTHER", "something else was approved");
  }
  if (composers.some((composer) => isSameOfficer(composer, approval.officer))) {
    throw new AgencyError("GATEWAY_APPROVAL_NOT_INDEPENDENT", "both officers are one person");
  }
}
