import type { CorrectedValue, Restriction, ShownReview } from "@safepassage/agency";
import type { DecodedMessage } from "@safepassage/schema";
import { boundedList, described } from "@safepassage/schema/form";
import * as z from "zod";
import { InboxEntry, OutboxEntry } from "./entries.ts";
import { findings, VerifiedReceipt } from "./findings.ts";
import { Code, Day, Digest, Instant } from "./text.ts";

const shared = {
  answeredBy: z
    .array(Digest)
    .readonly()
    .meta({ description: "Messages that answer, correct or go on with it, sent or received." }),
  profile: z.string().meta({ description: "Digest of the catalogue that it names." }),
  copies: z
    .strictObject({
      erased: z.array(Digest).readonly(),
      kept: z.array(Digest).readonly(),
      more: z.literal(true).optional(),
    })
    .optional()
    .meta({
      description:
        "Messages that copied from it, once it was erased. A person decides about those that are kept, such as what was passed on of it.",
    }),
};

/** One message, without its content. */
export const Message = z
  .discriminatedUnion("box", [
    InboxEntry.extend({
      ...shared,
      box: z.literal("inbox"),
      danger: z.literal(true).optional().meta({
        description:
          "It belongs to a warning of immediate danger, or claims a threat to life of which a person was told at once: the two roles of the quarantine read it too.",
      }),
      keyStolenSince: Instant.optional().meta({
        description:
          "Since when others have had the key that signed it, by the registry. If it came since then, they may have written it: ask its sender by other means before you rely on it. If it came before, its signature proves nothing to others any more.",
      }),
      receipts: z.array(z.string()).readonly(),
      passedOn: z.array(Digest).readonly().meta({
        description:
          "Messages of this agency that name it as their source, in whatever exchange. Whoever corrects or takes it back does not know of them: a person tells their recipients.",
      }),
    }).meta({ id: "ReceivedMessage" }),
    OutboxEntry.extend({
      ...shared,
      box: z.literal("outbox"),
      receipts: z.array(VerifiedReceipt).readonly(),
      replacedBy: Digest.optional(),
      replaces: Digest.optional(),
      erasureRequested: z.boolean(),
      erasureUnheard: z.boolean().meta({
        description:
          "Whether its recipient was not told to erase it, or has not certified it within a week, and its day of erasure is not over: ask for the erasure again.",
      }),
      located: z.strictObject({ at: Instant, by: Digest }).optional().meta({
        description:
          "When an answer came that says of the person looked for that she was located, and which one. Left out once the alert is cancelled: until then, what is known of her stays with both agencies.",
      }),
      secondReview: z
        .strictObject({ by: Instant, outcome: Code.optional(), at: Instant.optional() })
        .optional()
        .meta({
          description:
            "Of a warning of immediate danger, and of what corrects or answers one where the agreement asks for a second officer: until when that one reviews it, and once it is reviewed, when and with which outcome.",
        }),
    }).meta({ id: "SentMessage" }),
  ])
  .meta({ id: "Message" });

/** An object whose members another page of the specification lists. */
const open = <T extends object>(description: string) =>
  z.record(z.string(), z.unknown()).meta({ description }) as unknown as z.ZodType<T>;

/** What a message says. */
export const Content = z
  .strictObject({
    digest: Digest,
    box: z.enum(["inbox", "outbox"]),
    message: open<DecodedMessage>(
      "The decoded message as it stands now, with its corrections: `clear`, `private` and `body`.",
    ),
    judgement: z
      .strictObject(findings)
      .optional()
      .meta({ description: "What was found about a message that arrived." }),
    corrections: z
      .array(open<CorrectedValue>("A value that a correction has changed."))
      .readonly()
      .optional(),
    correctionsUnknown: z.literal(true).optional(),
    reviews: z.array(open<ShownReview>("What a review decided about it.")).readonly().optional(),
    restrictions: z
      .array(
        open<Restriction>(
          "A value that its sender has restricted: it is not used until a correction sets it free.",
        ),
      )
      .readonly()
      .optional(),
    restricted: z
      .string()
      .optional()
      .meta({ description: "It is kept for this ground, and used for nothing else." }),
    sources: z.array(Digest).readonly().optional().meta({
      description:
        "Of a message sent: digests of the messages that it draws on; left out where nobody said.",
    }),
  })
  .meta({ id: "Content" });

const OwnId = z.string().min(1).max(128);

export const LabelsBody = z
  .strictObject({
    case: described(OwnId, "the case system's own id of the case").optional(),
    people: described(
      boundedList(OwnId, 0, 64),
      "the case system's own ids of the persons",
    ).optional(),
  })
  .meta({ id: "LabelsBody" });

export const CaseSearch = z
  .strictObject({ case: described(OwnId, "the case system's own id of the case") })
  .meta({ id: "CaseSearch" });

export const PersonSearch = z
  .strictObject({ person: described(OwnId, "the case system's own id of the person") })
  .meta({ id: "PersonSearch" });

/** What a search has found. */
export const FoundMessages = z
  .strictObject({
    received: z.array(InboxEntry).readonly(),
    sent: z.array(OutboxEntry).readonly(),
    isMore: z.boolean().meta({ description: "Whether there are more than are shown." }),
  })
  .meta({ id: "FoundMessages" });

export const Evidence = z
  .strictObject({
    digest: Digest,
    jwt: z
      .string()
      .meta({ description: "The signed message, with digests in place of its values." }),
    receipts: z.array(z.string()).readonly(),
    sdJwt: z.string().optional().meta({
      description:
        "Of an erasure certificate: the signed message with all that it states, digests and dates. It is kept when the content is erased.",
    }),
  })
  .meta({ id: "Evidence" });

/** Something that was done with a message. */
const CustodyEvent = z
  .strictObject({
    event: Code,
    at: Instant,
    code: z.string().optional(),
    officer: z
      .string()
      .optional()
      .meta({ description: "Staff id of the person who did it, or for whom a system did." }),
    role: z.string().optional(),
  })
  .meta({ id: "CustodyEvent" });

export const Custody = z
  .strictObject({
    digest: Digest,
    events: z.array(CustodyEvent).readonly().meta({ description: "The newest first." }),
    eraseBy: Day,
    next: z.string().optional().meta({ description: "Cursor of the next page." }),
  })
  .meta({ id: "Custody" });
