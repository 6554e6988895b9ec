import type { FactContext } from "../../setting/context.ts";
import { createOfficerRef, readOfficerRef } from "../../setting/officer-ref.ts";
import type { EventRow, NewOutboxRow } from "../../store/rows.ts";
import type { Effect } from "./effect.ts";
import { originalsOf } from "./replaced.ts";

/** What a person has done at a gateway, or had a system do. Each is recorded for good: this is the record of acts. */
export const ACTS = {
  contentRead: "has read what a message or a draft says; code is the reason",
  glassBroken: "has read a message or a draft, stating that somebody is in danger",
  attemptRefused:
    "was refused to read a message or a draft, or to decide about it, for want of a right; code is that of the refusal",
  messageComposed: "has composed a message, or a part of it, that another officer has sent",
  messageSubmitted: "has sent a message; code is the id of the draft that it was kept as",
  messageApproved:
    "has approved a message as second officer; code is the digest of what was approved",
  reviewed: "has reviewed whether a message is kept; code is what was decided",
  vitalReviewed:
    "has reviewed a warning, or what corrects or answers one, as second officer; code is how it was seen",
  messageWithdrawn: "has had a message erased, since the consent was withdrawn that it rests on",
  messageResent:
    "has had a message sent again to a recipient that may have lost it; code is what became of it",
  messageLabelled: "has said which case and persons a message is about",
  messagesSearched:
    "has searched for messages; code is by what: a case, a person, or the record of a consent",
  searchRefused:
    "was refused a search for messages or for acts, for want of a right; code is that of the refusal",
  draftSubmitted: "has had a draft sent; code is the digest of the message",
  draftKept: "has kept a draft",
  draftChanged: "has changed a draft",
  draftApproved: "has approved a draft; code is the digest of what was approved",
  draftReturned: "has sent a draft back to who composed it; code is the reason",
  draftUnapproved:
    "nobody's act: an approval ended, since something else would be sent, or by whom it was given",
  draftDeleted: "has deleted a draft",
  draftExpired: "nobody's act: a draft was deleted that nobody had changed for 90 days",
  officerLocked: "has locked an officer out",
  officerUnlocked: "has let an officer in again",
  clockConfirmed: "has ended the doubt about the clock",
  databaseRestored: "has put a copy in the place of the database; code is the time of the copy",
  databaseEarlier:
    "nobody's act: the database was found in an earlier state; code is the newest time in it",
  databaseConfirmed: "has confirmed that an earlier state of the database goes on",
} as const;
export type ActKind = keyof typeof ACTS;

export const ACT_KINDS = Object.keys(ACTS) as readonly ActKind[];

/** Something that a person has done. */
export interface Act {
  readonly kind: ActKind;
  /** Instant. */
  readonly at: string;
  /** Digest of the message, id of the draft, or the keyed hash that names an officer. */
  readonly ref?: string;
  readonly code?: string;
  readonly role?: string;
  /** Staff id of who did it, if it is known. */
  readonly officer: string | undefined;
}

/** The event by which an act is recorded. The staff id is encrypted. */
export function actEvent({ officer, ...act }: Act, officerKey: Uint8Array): EventRow {
  return officer === undefined ? act : { ...act, actor: createOfficerRef(officer, officerKey) };
}

/** Who did what an event records: the staff id. `undefined` where it is not known, or not to this agency. */
export function actorOf(
  { actor }: Pick<EventRow, "actor">,
  officerKey: Uint8Array,
): string | undefined {
  if (actor === undefined) return undefined;
  try {
    return readOfficerRef(actor, officerKey);
  } catch {
    // A draft that was composed elsewhere may name its officer under another key.
    return undefined;
  }
}

type Sent = Pick<NewOutboxRow, "digest" | "createdAt">;

/** Who has something sent, for this agency's own record of acts. */
export interface DoneBy {
  /** The staff id, encrypted for this record alone. */
  readonly actor: string;
  /** The roles in which that officer asks; `machine` where a system of the agency does, and names the officer. */
  readonly role?: string | undefined;
  /** The draft that it was kept as. */
  readonly draft?: string | undefined;
}

/** Records who has sent a message. */
export const submittedBy = (
  { digest: ref, createdAt: at }: Sent,
  { actor, role, draft: code }: DoneBy,
): Effect => ({
  does: "event",
  event: {
    ...{ kind: "messageSubmitted" satisfies ActKind, at, ref, actor },
    ...(code !== undefined && { code }),
    ...(role !== undefined && { role }),
  },
});

/**
 * Records who has had messages erased whose consent was withdrawn. Each shows it in its own custody, also where nobody has to be told
 * and no message goes out.
 */
export const withdrawnBy = (
  digests: readonly string[],
  at: string,
  { actor, role }: DoneBy,
): readonly Effect[] =>
  [...new Set(digests)].map((ref) => ({
    does: "event",
    event: {
      ...{ kind: "messageWithdrawn" satisfies ActKind, at, ref, actor },
      ...(role !== undefined && { role }),
    },
  }));

/**
 * Records who has composed a message that somebody else has sent.
 *
 * @param composers - Staff ids.
 */
export const composedBy = (
  { digest: ref, createdAt: at }: Sent,
  composers: readonly string[],
  officerKey: Uint8Array,
): readonly Effect[] =>
  composers.map((officer) => ({
    does: "event",
    event: actEvent({ kind: "messageComposed", at, ref, officer }, officerKey),
  }));

/**
 * The staff ids of all who have composed or sent a message of this agency, as far as they are recorded.
 *
 * @param digest - Of the message. Whoever composed one that it was signed in the place of counts too.
 */
export function authorsOf(context: WithActs, digest: string): readonly string[] {
  return [digest, ...originalsOf(context, digest)].flatMap((one) =>
    AUTHORING.flatMap((kind) => context.facts.events.about(kind, one)).flatMap(
      (event) => actorOf(event, context.officerKey) ?? [],
    ),
  );
}

type WithActs = Pick<FactContext, "facts" | "officerKey">;
const AUTHORING = ["messageComposed", "messageSubmitted"] as const satisfies readonly ActKind[];

/** Records who has approved a message, and what. */
export const approvedBy = (
  { digest: ref, createdAt: at }: Sent,
  { officer, digest: code }: Approved,
  officerKey: Uint8Array,
): Effect => ({
  does: "event",
  event: actEvent(
    { kind: "messageApproved", at, ref, code, role: "approver", officer },
    officerKey,
  ),
});

interface Approved {
  /** What was approved. */
  readonly digest: string;
  /** Staff id. */
  readonly officer: string;
}

/**
 * Records a reading.
 *
 * @param isBroken - Whether the officer had no right to it but an emergency: then a person is told.
 */
export function readingEffects(
  reading: Omit<Act, "kind">,
  officerKey: Uint8Array,
  { isBroken = false }: { readonly isBroken?: boolean } = {},
): readonly Effect[] {
  const event = (kind: ActKind) =>
    ({ does: "event", event: actEvent({ ...reading, kind }, officerKey) }) as const;
  return isBroken
    ? [event("contentRead"), event("glassBroken"), { does: "announce" }]
    : [event("contentRead")];
}
