import { type Code, consentRecordSchema, type LegalBasis, valueSchema } from "@safepassage/schema";
import { boundedList, checkedAs, described, MAX_SCOPE } from "@safepassage/schema/form";
import * as z from "zod";

const Text = z.string().min(1).max(256);
/** An id of the case system. A text with half a character has no form that could be hashed. */
const OwnId = z
  .string()
  .min(1)
  .max(128)
  .refine((id) => id.isWellFormed());
const Digest = z.string().regex(/^[\w-]{43}$/);

/** The officer of the agency who is responsible for a message. */
export const Officer = described(
  z.strictObject({
    id: described(
      z.string().regex(/^[\x21-\x7e]{1,32}$/),
      "the staff id, 1 to 32 visible ASCII characters; it is encrypted before it leaves",
    ),
    assurance: described(
      z.int().min(1).max(3),
      "how surely the agency knows the officer: 1 low, 2 substantial, 3 high",
    ),
  }),
  "the officer who is responsible",
);
export type Officer = z.infer<typeof Officer>;

/** Makes the zod type of a claim, with the codes that it allows. */
const typed = <T>(field: string) =>
  valueSchema(field, { test: true }) as unknown as z.ZodType<T, T>;
const claim = <T>(field: string, says: string) => described(typed<T>(field), says);

/** Any object: its content is checked with the draft. */
const Open = z.record(z.string(), z.unknown());
/**
 * Claims of `clear`. What the request states elsewhere, who the parties are and when it is sent is never taken from here:
 * it would be another message than the one that was looked at.
 */
const OpenClear = z.record(
  described(
    z
      .string()
      .regex(
        /^(?!env\.(?:agreementRef|messageType|purpose|createdAt|holder|profile|protocol|test|(?:sender|recipient)\..*)$)/,
      ),
    "a claim of clear that you may choose; parties, purpose, type, agreement and time are stated elsewhere, or written by the gateway",
  ),
  z.unknown(),
);
/**
 * Members of `private`. The reference of the case is never the case system's: one that it makes can tell which case. Nor is
 * the officer, whom the request names.
 */
const OpenPrivate = z.record(
  described(
    z.string().regex(/^(?!private\.(?:caseRef|officerRef|officerAssurance)$)/),
    "a member of private, but not private.caseRef, which the gateway draws (name your case in `case`), nor the officer, who is named in `officer`",
  ),
  z.unknown(),
);

/** Members of a draft request that are called otherwise now. */
export const FORMER_MEMBERS = { retired: { legalBasis: "legalBasis is called legalBases." } };

/** A case system's request to send a message. The gateway adds sender, times and agreement. */
export const DraftRequest = described(
  z.strictObject({
    recipient: described(Text, "entity id of the agency that receives it"),
    purpose: claim<Code<"purpose">>(
      "env.purpose",
      "what the data is for, such as ASSISTANCE_REFERRAL",
    ),
    messageType: claim<Code<"message_type">>(
      "env.messageType",
      "the type of message, such as referral",
    ),
    legalBases: described(
      boundedList(typed<LegalBasis>("env.legalBasis"), 1, 16),
      "the laws that let your agency send it, such as GDPR#6(1)(a)",
    ),
    agreement: described(Text, "id of the agreement; its newest version in force is used"),
    officer: Officer,
    body: described(Open, "groups by group id, as in the decoded form of a message"),
    clear: described(OpenClear, "claims that differ from what the gateway writes").optional(),
    private: described(
      OpenPrivate,
      "members of the private part beside what the gateway writes",
    ).optional(),
    consents: described(
      boundedList(
        z.strictObject({
          subject: described(Text, "group id of the person"),
          // It is read when an assertion is made of it: a draft may be kept before it is whole.
          record: checkedAs(
            described(Open, "the consent record that your agency keeps"),
            consentRecordSchema(),
          ),
          scope: described(
            boundedList(Text, 1, MAX_SCOPE),
            "field ids or kinds of group: less than the record's, where not all is to be told",
          ).optional(),
          ref: described(
            Text,
            "its reference; left out, it is drawn for this recipient",
          ).optional(),
        }),
        0,
        8,
      ),
      "consents that it rests on; of each an assertion is signed, which says no more than the record",
    ).optional(),
    case: described(
      OwnId,
      "id of the case in the case system, which never leaves the gateway; messages of one case to one recipient get one reference",
    ).optional(),
    people: described(
      z.record(z.string(), OwnId),
      "who the persons are, by group id: ids of the case system, which never leave the gateway",
    ).optional(),
    sources: described(
      boundedList(Digest, 0, 32),
      "digests of the messages that it draws on; [] if on none",
    ).optional(),
  }),
  "a draft request, as docs/spec/gateway.md has one",
  FORMER_MEMBERS,
);
export type DraftRequest = z.infer<typeof DraftRequest>;
