import { ACTS, type ActKind, ALARM_KINDS, type AlarmKind } from "@safepassage/agency";
import * as z from "zod";
import { Code, Day, Digest, Entity, Instant } from "./text.ts";

/** The time that the law gives for an answer. */
const AnswerClock = z
  .strictObject({
    from: Instant,
    by: Instant,
    answeredAt: Instant.optional(),
    state: z.enum(["open", "overdue", "answered", "answeredLate"]),
    secondsLeft: z
      .int()
      .meta({ description: "Seconds left, now or when the answer came; negative if late." }),
  })
  .meta({
    id: "AnswerClock",
    description: "The time for the answer to a request, by the law or as the request states it.",
  });

/** When it has to be reviewed whether data are still needed. */
const Review = z
  .strictObject({
    by: Day.meta({ description: "The last day for it." }),
    state: z.enum(["open", "overdue"]),
  })
  .meta({
    id: "Review",
    description:
      "By which day a message received has to be reviewed: whether the data are still needed. Left out once somebody has recorded a review, and once the message is erased.",
  });

const shared = {
  digest: Digest,
  id: z.string().meta({ description: "`jti` of the message, chosen by its sender." }),
  messageType: Code,
  purpose: Code,
  eraseBy: Day.meta({ description: "The last day on which the content is held." }),
  erasedAt: Instant.optional(),
  inReplyTo: Digest.optional().meta({
    description: "The message that it answers, corrects or goes on with, while it is held.",
  }),
  withdrawsConsent: z.literal(true).optional().meta({
    description:
      "It is a correction, and says that a consent was withdrawn: what rests on it is to be erased.",
  }),
  answerClock: AnswerClock.optional(),
};

export const INBOX_STATES = ["accepted", "quarantined"] as const;

/** A message that arrived, without its content. */
export const InboxEntry = z
  .strictObject({
    ...shared,
    sender: Entity,
    state: z.enum(INBOX_STATES),
    receivedAt: Instant,
    mendBy: Instant.optional().meta({ description: "Until when its sender can mend it." }),
    mendedBy: Digest.optional().meta({ description: "The message that mended it." }),
    review: Review.optional(),
  })
  .meta({ id: "InboxEntry" });

export const OUTBOX_STATES = [
  "queued",
  "sending",
  "delivered",
  "decided",
  "refused",
  "expired",
  "unsent",
  "replaced",
] as const;

/** A message that this agency sends, without its content. */
export const OutboxEntry = z
  .strictObject({
    ...shared,
    recipient: Entity,
    state: z.enum(OUTBOX_STATES),
    createdAt: Instant,
    deliverBy: Instant,
    attempts: z.int(),
    nextAttempt: Instant.optional(),
    verdict: z
      .enum(["accept", "acceptWithWarnings", "quarantine", "reject"])
      .optional()
      .meta({ description: "What its recipient has decided, by its receipt." }),
    posted: z.boolean().meta({ description: "Whether its recipient may have it." }),
    lastError: Code.optional(),
    certificate: Digest.optional().meta({ description: "The recipient's certificate of erasure." }),
  })
  .meta({ id: "OutboxEntry" });

/** A request without an answer. */
export const RequestEntry = z
  .strictObject({
    digest: Digest,
    id: z.string(),
    messageType: Code,
    purpose: Code,
    side: z
      .enum(["owed", "awaited"])
      .meta({ description: "Whether this agency owes the answer, or waits for it." }),
    other: Entity,
    answerClock: AnswerClock,
  })
  .meta({ id: "RequestEntry" });

/** A message received whose review is due. */
export const ReviewEntry = z
  .strictObject({
    digest: Digest,
    id: z.string(),
    sender: Entity,
    messageType: Code,
    purpose: Code,
    eraseBy: shared.eraseBy,
    review: Review,
  })
  .meta({ id: "ReviewEntry" });

/** A package that was refused. */
export const RefusalEntry = z
  .strictObject({
    sealed: Digest.meta({ description: "SHA-256 of the sealed package." }),
    digest: Digest.optional(),
    sender: Entity.optional().meta({ description: "Its sender, if its signature was good." }),
    code: Code,
    rules: z.array(Code).readonly(),
    at: Instant,
  })
  .meta({ id: "RefusalEntry" });

export const AlarmName = z.enum(ALARM_KINDS as readonly [AlarmKind, ...AlarmKind[]]);

/** Something that a person must look at. */
export const AlarmEntry = z
  .strictObject({
    event: Code,
    at: Instant,
    ref: z
      .string()
      .optional()
      .meta({ description: "Digest of the message or package it is about." }),
    code: z.string().optional(),
    country: Code.optional(),
    authority: Entity.optional(),
    other: Entity.optional().meta({
      description: "The other agency of that message or package, if it is known.",
    }),
    says: z.string(),
    act: z.string().meta({ description: "What to do." }),
  })
  .meta({ id: "AlarmEntry" });

export const ActName = z.enum(Object.keys(ACTS) as [ActKind]);

/** Something that a person has done, or had a system do. */
export const ActEntry = z
  .strictObject({
    act: ActName,
    at: Instant,
    ref: z
      .string()
      .optional()
      .meta({ description: "Digest of the message, id of the draft, or the hash of a staff id." }),
    code: z.string().optional().meta({
      description:
        "The reason of a reading or of sending a draft back, the code of a refusal, the digest of what was approved; of a draft that was sent its message, and of a message the draft that it was kept as.",
    }),
    role: z.string().optional().meta({
      description:
        "In which roles that officer asked, with spaces between them; `machine` where a system of the agency did, and named the officer.",
    }),
    officer: z.string().optional().meta({ description: "Staff id, if it is known." }),
  })
  .meta({ id: "ActEntry" });
