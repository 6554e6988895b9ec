import { described, note } from "@safepassage/schema/form";
import * as z from "zod";
import { RETURN_REASONS, type ReturnReason } from "../reasons.ts";
import { Draft } from "./sending.ts";
import { Code, Digest, Entity, Instant } from "./text.ts";

const DraftId = note(
  z
    .string()
    .regex(/^[\w-]{22}$/)
    .meta({ id: "DraftId" }),
  { written: "as 22 characters of base64url, such as 0G9fRzLm2mC2n2jW4zq5oY" },
);
export const DraftParam = z.strictObject({ id: DraftId });

const Revision = z.int().min(1).max(1_000_000);

export const DraftBody = z.strictObject({ draft: Draft }).meta({ id: "DraftBody" });
export const DraftChange = z
  .strictObject({
    revision: described(Revision, "the revision that the change is made to"),
    draft: Draft,
  })
  .meta({ id: "DraftChange" });
export const SubmissionQuery = z.strictObject({
  revision: described(
    Revision,
    "the revision that the caller has seen; left out, the draft goes as it is kept",
  ).optional(),
});
export const ApprovalBody = z
  .strictObject({
    digest: described(Digest, "`approval.digest` of the preview that the second officer has seen"),
  })
  .meta({ id: "ApprovalBody" });

const ReturnReasonCode = z
  .enum(Object.keys(RETURN_REASONS) as [ReturnReason, ...ReturnReason[]])
  .meta({
    id: "ReturnReason",
    description: Object.entries(RETURN_REASONS)
      .map(([code, says]) => `\`${code}\`: ${says}`)
      .join(". ")
      .concat("."),
  });
export const ReturnBody = z
  .strictObject({
    revision: described(Revision, "the revision that the second officer has seen"),
    reason: described(ReturnReasonCode, "what has to change"),
  })
  .meta({ id: "ReturnBody" });

/** A kept draft, without what it says. */
export const DraftEntry = z
  .strictObject({
    id: DraftId,
    revision: z.int(),
    state: z.enum(["open", "sent", "deleted"]),
    recipient: Entity,
    purpose: Code,
    messageType: Code,
    agreement: z.string(),
    composer: z.string().meta({ description: "Staff id of who composed it as it is now." }),
    composers: z.array(z.string()).readonly().meta({
      description:
        "Staff ids of all who have composed it, now or at an earlier revision. None of them approves it.",
    }),
    changedAt: Instant,
    keptUntil: Instant.optional().meta({
      description: "For an open draft: it is deleted then, unless somebody changes it before.",
    }),
    message: Digest.optional().meta({ description: "The message that it became." }),
    approval: z
      .strictObject({ digest: Digest, officer: z.string(), at: Instant })
      .optional()
      .meta({ description: "The second officer who has approved it, and what." }),
    returned: z
      .strictObject({
        reason: ReturnReasonCode,
        officer: z.string(),
        at: Instant,
        revision: z.int(),
      })
      .optional()
      .meta({
        description:
          "The second officer who has sent it back, and why. Where `revision` is that of the draft, it waits for its composer; else it was changed since. It is gone once the draft is approved.",
      }),
  })
  .meta({ id: "DraftEntry" });

export const KeptDraft = DraftEntry.extend({
  draft: Draft,
  inReplyTo: Digest.optional().meta({
    description:
      "The message that it answers, corrects or goes on with, while that can be answered.",
  }),
}).meta({ id: "KeptDraft" });
