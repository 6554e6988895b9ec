import { canonicalJson, encodeUtf8, type Json, sha256Base64url } from "@safepassage/core";
import { type Agreement, type Draft, isDangerAlert } from "@safepassage/schema";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { ShownDraft } from "../stages/prepare.ts";
import type { DraftRequest } from "./draft-request.ts";

/** A second officer has seen what is going to be sent, and agrees. */
export interface Approval {
  /** What was approved: {@link approvalDigestOf}. */
  readonly digest: string;
  /** Staff id of the second officer. */
  readonly officer: string;
}

/** What stands between a draft and its recipient. */
export interface NeededApproval {
  readonly digest: string;
}

/**
 * Whether a second officer has to approve a message, as the agreement asks for its purpose (`secondOfficer`). An alert of
 * danger goes first, and is reviewed after (R68): just what is reviewed is let through.
 *
 * @see docs/spec/api.md#four-eyes
 */
export function needsApproval({ secondOfficer = [] }: Agreement, draft: Draft): boolean {
  return secondOfficer.includes(draft.clear["env.purpose"]) && !isDangerAlert(draft.clear);
}

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
  const { draft } = prepared;
  const agreement = agreements().findAgreement(draft.clear["env.agreementRef"].sha256);
  if (agreement === undefined || !needsApproval(agreement, draft)) return undefined;
  return { digest: approvalDigestOf(request, prepared) };
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
 * Refuses a message that its agreement wants approved, unless a second officer has approved just this.
 *
 * @throws AgencyError `GATEWAY_APPROVAL_NEEDED`, `GATEWAY_APPROVAL_OTHER` if what would be sent is not what was approved,
 *   `GATEWAY_APPROVAL_NOT_INDEPENDENT` if whoever approved has also composed it.
 * @returns Whether an approval was asked for, and is there.
 */
export function requireApproval(
  context: Pick<AgencyContext, "agreements">,
  request: DraftRequest,
  prepared: ShownDraft,
  approval: Approval | undefined,
): boolean {
  const needed = approvalNeeded(context, request, prepared);
  if (needed === undefined) return false;
  // What is approved is shown by the preview alone: nobody can approve what they have not asked to see.
  if (approval === undefined) {
    throw new AgencyError("GATEWAY_APPROVAL_NEEDED", "no second officer has seen it");
  }
  requireJust(needed, request, approval);
  return true;
}

/**
 * Makes sure that somebody may approve just this.
 *
 * @throws AgencyError `GATEWAY_APPROVAL_IDLE` if nobody has to, `GATEWAY_APPROVAL_OTHER`, `GATEWAY_APPROVAL_NOT_INDEPENDENT`.
 */
export function requireApprovable(
  context: Pick<AgencyContext, "agreements">,
  request: DraftRequest,
  prepared: ShownDraft,
  approval: Approval,
): void {
  const needed = approvalNeeded(context, request, prepared);
  if (needed === undefined) throw new AgencyError("GATEWAY_APPROVAL_IDLE", "nobody has to");
  requireJust(needed, request, approval);
}

function requireJust({ digest }: NeededApproval, { officer }: DraftRequest, approval: Approval) {
  if (approval.digest !== digest) {
    throw new AgencyError("GATEWAY_APPROVAL_OTHER", "something else was approved");
  }
  // The same staff id in other letters is no other person.
  if (approval.officer.toLowerCase() === officer.id.toLowerCase()) {
    throw new AgencyError("GATEWAY_APPROVAL_NOT_INDEPENDENT", "both officers are one person");
  }
}
