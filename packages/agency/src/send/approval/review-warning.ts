import { toInstant } from "@safepassage/core";
import { CODE_LISTS } from "@safepassage/schema";
import * as z from "zod";
import { authorsOf } from "../../effects/shared/acts.ts";
import { carryOut } from "../../effects/shared/effect.ts";
import { isReviewedAfter } from "../../effects/warning/second-review.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import { createOfficerRef, isSameOfficer, readOfficerRef } from "../../setting/officer-ref.ts";
import { workOutIn } from "../../store/facts.ts";
import { Officer } from "../draft/draft-request.ts";
import { notSent } from "../draft/not-sent.ts";

const OUTCOMES = (CODE_LISTS["review_outcome"]?.codes ?? []).map(({ code }) => code);

/** What a case system states when a second officer has looked at a warning of danger, or at what corrects or answers one. */
export const WarningReviewRequest = z.strictObject({ outcome: z.enum(OUTCOMES), officer: Officer });
export type WarningReviewRequest = z.infer<typeof WarningReviewRequest>;

/** A review as it is recorded. */
export interface WarningReview {
  /** Digest of the warning. */
  readonly digest: string;
  readonly outcome: string;
  readonly at: string;
}

/**
 * Records the review of a warning that this agency sent (rule R68), or of another message that went before a second
 * officer had seen it.
 *
 * @param role - In which roles the officer asks, or `machine`: for the record of acts.
 * @throws {@link AgencyError} `GATEWAY_MESSAGE_UNKNOWN` for a message that nobody has to review after it went, or that is erased,
 *   `GATEWAY_MESSAGE_RECEIVED` for one of another agency, `GATEWAY_REVIEW_NOT_INDEPENDENT` for a review by somebody who composed
 *   or sent it, or by an officer below assurance 2.
 */
export function reviewWarning(
  context: AgencyContext,
  digest: string,
  { outcome, officer }: WarningReviewRequest,
  role?: string,
): Promise<WarningReview> {
  return carryOut<WarningReview>(context, async (tx) => {
    await workOutIn(context, tx, (facts) => requireIndependent(facts, digest, officer));
    const at = toInstant(context.clock.now());
    const actor = createOfficerRef(officer.id, context.officerKey);
    const event = {
      ...{ kind: "vitalReviewed", at, ref: digest, code: outcome, actor },
      ...(role !== undefined && { role }),
    };
    const log = { event: "warningReviewed", ref: digest, code: outcome } as const;
    return { effects: [{ does: "event", event, log }], value: { digest, outcome, at } };
  });
}

function requireIndependent(context: FactContext, digest: string, officer: Officer): void {
  const { facts, officerKey } = context;
  const row = facts.outbox.findByDigest(digest);
  if (row === undefined) throw notSent(facts.inbox.findByDigest(digest));
  const message = row.content?.message;
  if (message === undefined || !isReviewedAfter(context, message, digest)) {
    throw new AgencyError(
      "GATEWAY_MESSAGE_UNKNOWN",
      "nothing of this digest that is reviewed after is held here",
    );
  }
  const warned = readOfficerRef(message.private["private.officerRef"], officerKey);
  const authors = [warned, ...authorsOf(context, digest)];
  const isSecond = authors.every((author) => !isSameOfficer(author, officer.id));
  if (!isSecond || officer.assurance < SURELY_KNOWN) {
    throw new AgencyError("GATEWAY_REVIEW_NOT_INDEPENDENT", "not by a second officer");
  }
}

const SURELY_KNOWN = 2;
