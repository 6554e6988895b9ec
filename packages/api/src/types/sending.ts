import {
  DraftRequest,
  FORMER_MEMBERS,
  Officer,
  RESENT_OUTCOMES,
  type ResentOutcome,
  ReviewRequest,
  type ShownDraft,
  WarningReviewRequest,
  WithdrawalRequest,
} from "@safepassage/agency";
import type { Json } from "@safepassage/core";
import { CORRECTION_ACTIONS } from "@safepassage/schema";
import { boundedList, described, note, refuse } from "@safepassage/schema/form";
import * as z from "zod";
import { findings } from "./findings.ts";
import { Code, Day, Digest, Instant } from "./text.ts";

/** Who is responsible. An officer who has signed in leaves it out. */
const officer = described(
  Officer,
  "the officer who is responsible; left out by one who has signed in",
).optional();

const { recipient, purpose, agreement } = DraftRequest.shape;
const OF_MESSAGE = ["recipient", "purpose", "agreement"] as const;

/** Says in a JSON Schema that members are there. Each is named twice, as linters of OpenAPI want it. */
const having = (...names: readonly string[]) => ({
  properties: Object.fromEntries(names.map((name) => [name, {}])),
  required: names,
});

/** A check of members that are there or not. It is made beside others, so that all faults are told at once. */
function beside<T extends object>(check: z.core.CheckFn<T>): z.core.$ZodCheck<T> {
  const made = z.check(check);
  made._zod.def.when = ({ value }) => typeof value === "object" && value !== null;
  return made;
}

/** What is to be sent. Of a message that goes on with an exchange, some of it is known. */
export const Draft = note(
  DraftRequest.extend({
    officer,
    inReplyTo: described(
      Digest,
      "digest of the message that it answers, corrects or goes on with; recipient, purpose and agreement are left out then, since they are those of that message",
    ).optional(),
    recipient: recipient.optional(),
    purpose: purpose.optional(),
    agreement: agreement.optional(),
  })
    .check(
      beside((payload) => {
        const { inReplyTo } = payload.value;
        for (const name of OF_MESSAGE) {
          const isGiven = payload.value[name] !== undefined;
          if (inReplyTo === undefined && !isGiven) refuse(payload, "MEMBER_MISSING", [name]);
          if (inReplyTo !== undefined && isGiven) {
            refuse(payload, "MEMBER_UNKNOWN", [name], "Leave it out: inReplyTo says it.");
          }
        }
      }),
    )
    .meta({
      id: "Draft",
      description:
        "What is to be sent, as the case file has it: with recipient, purpose and agreement, or with the message that it goes on with.",
      oneOf: [
        { ...having(...OF_MESSAGE), not: having("inReplyTo") },
        { ...having("inReplyTo"), not: { anyOf: OF_MESSAGE.map((name) => having(name)) } },
      ],
    }),
  FORMER_MEMBERS,
);
export type Draft = z.infer<typeof Draft>;

export const MessageBody = z
  .strictObject({
    draft: Draft,
    mode: described(
      z.enum(["minimise", "asIs"]),
      "minimise leaves out or coarsens what may not be sent; asIs changes nothing, and is refused instead",
    ),
  })
  .meta({ id: "MessageBody" });

/** What a withdrawal names: one of them at least. */
const WITHDRAWN = ["digest", "consentRef", "record"] as const;

export const WithdrawalBody = WithdrawalRequest.extend({ officer })
  .check(
    beside((payload) => {
      const { record, ...named } = payload.value;
      for (const name of ["digest", "consentRef"] as const) {
        if (record === undefined || named[name] === undefined) continue;
        refuse(
          payload,
          "MEMBER_UNKNOWN",
          [name],
          "Leave it out: the record stands for a consent by itself.",
        );
      }
      if (WITHDRAWN.every((name) => payload.value[name] === undefined)) {
        refuse(
          payload,
          "MEMBER_MISSING",
          ["digest"],
          "Name a message by its digest, or a consent by its reference or its record.",
        );
      }
    }),
  )
  .meta({
    id: "WithdrawalBody",
    anyOf: WITHDRAWN.map((name) => having(name)),
    not: { anyOf: ["digest", "consentRef"].map((name) => having("record", name)) },
  });

const listOfHeld = (description: string) =>
  z
    .array(z.strictObject({ recipient: z.string(), messages: z.int() }))
    .readonly()
    .meta({ description });

/** What a withdrawal would reach. */
export const WithdrawalReach = z
  .strictObject({
    messages: z.int().meta({ description: "Messages that would be erased, here too." }),
    recipients: listOfHeld(
      "Who would be asked to erase how many of them. The rest was never sent.",
    ),
    untold: listOfHeld(
      "Who may hold how many of them, and cannot be asked, since it or this agency is not in the registry now, or it has no key in force. A person has to tell it.",
    ),
    kept: z.array(Digest).readonly().meta({
      description: "Digests of the messages that would stay, as they rest on another basis too.",
    }),
  })
  .meta({ id: "WithdrawalReach" });

/** Any value: the strict parser lets nothing but JSON through, and the field says which. */
const AnyJson = z.unknown() as z.ZodType<Json, Json>;

const Change = z.strictObject({
  path: described(
    z.string().regex(/^[\w-]{1,64}\/[\w.]{1,64}$/),
    "the place, as id of the group, a slash, and the field",
  ),
  values: described(
    boundedList(AnyJson, 1, 64),
    "all values that stand there from now on; with rectify and complete, and only there",
  ).optional(),
});

/** Actions of a correction that say what stands there from now on. */
const SAYING = ["rectify", "complete"] as const;
const withValues = having("values");

export const CorrectionBody = z
  .strictObject({
    action: described(z.enum(CORRECTION_ACTIONS), "what the recipient shall do"),
    reason: described(Code, "why: a code of the list correction_reason"),
    changes: described(boundedList(Change, 1, 62), "the places that are wrong"),
    officer,
  })
  .check((payload) => {
    const { action, changes } = payload.value;
    const takesValues = SAYING.some((one) => one === action);
    for (const [index, { values }] of changes.entries()) {
      const place = ["changes", index, "values"];
      if (takesValues && values === undefined) refuse(payload, "MEMBER_MISSING", place);
      if (!takesValues && values !== undefined) refuse(payload, "MEMBER_UNKNOWN", place);
    }
  })
  .meta({
    id: "CorrectionBody",
    oneOf: [
      { properties: { action: { enum: SAYING }, changes: { items: withValues } } },
      {
        properties: {
          action: { not: { enum: SAYING } },
          changes: { items: { not: withValues } },
        },
      },
    ],
  });

export const ReviewBody = ReviewRequest.omit({ digest: true })
  .extend({ officer })
  .meta({ id: "ReviewBody" });

export const WarningReviewBody = WarningReviewRequest.extend({ officer }).meta({
  id: "WarningReviewBody",
});

const open = <T>(description: string) =>
  z.record(z.string(), z.unknown()).meta({ description }) as unknown as z.ZodType<T>;
const listOf = <T>(description: string) =>
  z
    .array(z.record(z.string(), z.unknown()))
    .readonly()
    .meta({ description }) as unknown as z.ZodType<T>;

/** What would be sent, and what the recipient would decide. */
export const Preview = z
  .strictObject({
    draft: open<ShownDraft["draft"]>("What will be sent."),
    account: listOf<ShownDraft["account"]>("What becomes of each value, and why."),
    droppedGroups: z.array(z.string()).readonly(),
    added: listOf<ShownDraft["added"]>("Coarser values beside one that stays."),
    judgement: open<ShownDraft["judgement"]>(
      "What the recipient will decide, as far as is known here.",
    ),
    leaks: listOf<ShownDraft["leaks"]>("Places that reveal something of what was left out."),
    maySend: z.boolean(),
    approval: z
      .strictObject({ digest: Digest })
      .optional()
      .meta({ description: "A second officer has to approve this before it goes." }),
  })
  .meta({ id: "Preview" });

/** A message that was queued. */
export const Submitted = z
  .strictObject({
    id: z.string(),
    digest: Digest,
    state: Code,
    verdict: Code.optional(),
    findings: findings.findings.optional(),
    evaluated: findings.evaluated.optional(),
    notEvaluated: findings.notEvaluated.optional(),
    account: listOf<ShownDraft["account"]>("What became of each value.").optional(),
    unsent: z.literal(true).optional(),
    further: z.array(Digest).readonly().optional().meta({
      description:
        "Of a withdrawal: digests of its other corrections; with `unsent`, of the other messages that were erased.",
    }),
    untold: z.array(Digest).readonly().optional().meta({
      description:
        "Of a withdrawal: digests of the messages whose recipient could not be told, as it or this agency has left the registry, or it has no key in force: a person has to tell it.",
    }),
    kept: z.array(Digest).readonly().optional().meta({
      description:
        "Of a withdrawal: digests of the messages on the consent that stay, since they rest on another legal basis too. A person decides on them. What has not gone out yet is not sent.",
    }),
    consents: z
      .array(z.string())
      .readonly()
      .optional()
      .meta({ description: "References of the consents that it rests on." }),
  })
  .meta({ id: "Submitted" });

/** A message that was reviewed. */
export const ReviewedMessage = z
  .strictObject({
    digest: Digest,
    eraseBy: Day.optional().meta({
      description: "The last day on which it is held; left out if it was erased.",
    }),
    restricted: Code.optional().meta({
      description: "The ground for which it is kept, and used for nothing else.",
    }),
  })
  .meta({ id: "Reviewed", description: "What became of the message." });

/** Which message is sent again. */
export const ResendBody = z
  .strictObject({
    since: described(
      Instant,
      "Leaves alone what its recipient took in earlier, by the time in its receipt.",
    ).optional(),
  })
  .meta({ id: "ResendBody" });

/** What became of a message that was sent again. */
export const ResentMessage = z
  .strictObject({
    digest: Digest,
    outcome: z.enum(Object.keys(RESENT_OUTCOMES) as [ResentOutcome]).meta({
      description: Object.entries(RESENT_OUTCOMES)
        .map(([outcome, meaning]) => `\`${outcome}\`: ${meaning}`)
        .join("; "),
    }),
    code: Code.optional().meta({ description: "Why its recipient may not have it." }),
  })
  .meta({ id: "Resent", description: "What became of the message." });

/** A warning that a second officer has reviewed. */
export const ReviewedWarning = z
  .strictObject({ digest: Digest, outcome: Code, at: Instant })
  .meta({ id: "ReviewedWarning", description: "How the second officer sees the warning." });
