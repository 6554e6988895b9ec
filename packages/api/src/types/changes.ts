import * as z from "zod";
import { Code, Digest, Entity, Instant } from "./text.ts";

/** What an event tells of. */
export const CHANGES = {
  received: "a message has arrived; code is its state",
  sent: "a message of this agency is in another state, which is the code; `replaced` goes on under another digest",
  packageRefused:
    "a package was refused; ref is its digest, code says why; of one sender 64 in an hour are told",
  erased: "the content of a message is erased",
  certified:
    "the recipient of a message certifies that it has erased it, and this agency keeps its copy, or had erased that before",
  kept: "a message is held until another day",
  mended: "a message in quarantine was mended",
  mendOverdue: "a message in quarantine was not mended in time",
  answerClock:
    "the time for an answer has begun, has another end or is over, or an answer has come or was taken back; ref is the request, code the state of its clock",
  review:
    "a message has another day by which it is to be reviewed, which is `open` or `overdue`, or none any more (`done`)",
  draft:
    "a draft was `kept`, `changed`, `approved`, `returned`, `submitted` or `deleted`, is `unapproved` again, or has `expired`; ref is its id",
  alarm: "a person must look; code says what it is",
} as const;

/** What an event of this version tells of. A later version may have more. */
export type ChangeKind = keyof typeof CHANGES;

/** Data of an event. */
export const Change = z
  .strictObject({
    event: z.enum(Object.keys(CHANGES) as [ChangeKind]).meta({
      description: Object.entries(CHANGES)
        .map(([event, says]) => `\`${event}\`: ${says}.`)
        .join(" "),
    }),
    at: Instant,
    ref: z.union([Digest, z.string()]),
    code: Code.optional(),
  })
  .meta({ id: "Change", description: "Something has happened." });

/** What a webhook is told. */
export const Told = z
  .strictObject({
    id: z.string().meta({ description: "The same where the same changes come again." }),
    entity: Entity,
    changes: z
      .array(Change)
      .readonly()
      .meta({ description: "In the order in which they happened." }),
    missed: z.literal(true).optional().meta({
      description:
        "Others before these are not remembered any more, as after 30 days: the lists say what is.",
    }),
  })
  .meta({ id: "Told", description: "Changes, as a webhook gets them." });
