import { encodeUtf8, sha256Base64url } from "@safepassage/core";
import { MessageError, type OpenedMessage } from "@safepassage/message";
import { type ConsentRecord, claimsDanger, type Draft } from "@safepassage/schema";
import { readableIn } from "../../setting/can-read.ts";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import { claimsIn } from "../shared/claims-in.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";
import { mayHold } from "./passed-on.ts";
import { withdrawnRefs } from "./withdrawn.ts";

/** Consent records on which nothing is sent any more. */
export interface Ended {
  /** Names of the records, by keyed hash. */
  readonly names: readonly string[];
  /** Where alone they have ended: in an exchange, under a reference, or for a recipient and purposes. Left out, wherever. */
  readonly within?: readonly string[];
}

/** The end of a consent record: wherever, or for the recipients and purposes that it names. */
export const endOfRecord = (
  { labels }: Pick<AgencyContext, "labels">,
  record: ConsentRecord,
  everywhere: boolean,
): Ended => ({
  names: [labels.consentName(record)],
  ...(!everywhere && {
    within: record.recipients.map((recipient) => [recipient, ...record.purposes].join(" ")),
  }),
});

/**
 * The end of the records that stand behind some references, as far as they are known.
 *
 * @param within - Id of an exchange, or a reference.
 */
export const endOfRefs = (
  { facts }: Pick<FactContext, "facts">,
  refs: readonly string[],
  within: string,
): Ended => ({
  names: refs.flatMap((ref) => facts.consents.recordsOf(ref)),
  within: [nameOf(within)],
});

/** They are drawn at random: nobody guesses one from its hash. */
const nameOf = (id: string): string => sha256Base64url(encodeUtf8(id));

/** Remembers what has ended: a draft may rest on it, and wait for a colleague. */
export const noteEnded = ({ names, within }: Ended, at: string): readonly Effect[] =>
  names
    .flatMap((name) => within?.map((where) => `${name} ${where}`) ?? [name])
    .map((ref) => noteEvent(ENDED, at, ref, { once: true }));

/**
 * Remembers what the holder of consents says to have ended: a draft may bring along an assertion of one, or draw on a message that was
 * sent on one. Hashes stand for both, as the event is kept for good.
 *
 * @param withdrawn - Digests of its messages that rested on them.
 */
export const noteEndedByHolder = (
  { message, sender: { entity } }: Pick<OpenedMessage, "message" | "sender">,
  withdrawn: readonly string[],
  at: string,
): readonly Effect[] => [
  ...withdrawnRefs(message).map((ref) => {
    const until = message.clear["env.createdAt"];
    return noteEvent(BY_HOLDER, at, `${nameOf(`${entity} ${ref}`)} ${until}`, { once: true });
  }),
  ...withdrawn.map((digest) => noteEvent(BY_HOLDER, at, nameOf(digest), { once: true })),
];

/**
 * What follows for messages of this agency on consents of which their holder says that they have ended. What has not gone out is
 * stopped, unless it tells of a threat to life. What somebody else may hold is told to a person here: the holder does not
 * know of it.
 *
 * @see GDPR Article 19, LED Article 16(6)
 */
export const stopOrTellOnEnded = (
  { facts }: Pick<FactContext, "facts">,
  { message, sender: { entity } }: Pick<OpenedMessage, "message" | "sender">,
  at: string,
): readonly Effect[] =>
  withdrawnRefs(message).flatMap((ref) =>
    facts.outbox.heldOn(ref).flatMap((digest): readonly Effect[] => {
      const row = facts.outbox.findByDigest(digest);
      const held = row && readableIn(row)?.message;
      if (row === undefined || held === undefined) return [];
      const { clear, private: hidden } = held;
      const until = message.clear["env.createdAt"];
      const rests = hidden["private.consentAssertions"].some((assertion) => {
        const { iss, jti } = claimsOr(assertion);
        return iss === entity && jti === ref && isAssertedBy(assertion, until);
      });
      if (!rests) return [];
      const goesOn = row.posted || claimsDanger(clear, hidden["private.urgency"]);
      if (!goesOn) return [{ does: "ask", digest, at }];
      if (row.recipient === entity || !mayHold({ facts }, row)) return [];
      const event = { kind: "consentEnded", at, ref: digest } as const;
      return [{ does: "event", event, once: true }, { does: "announce" }];
    }),
  );

/** What is stated of a draft. */
interface Stated {
  /** The consent records of this agency. Each has been read. */
  readonly records?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Digests of the messages that it draws on. */
  readonly sources?: readonly string[] | undefined;
}

/**
 * Refuses what is to be sent on a consent that was withdrawn, here or by who holds it, or draws on what was sent on such a one. Consent
 * that is given again is given at another time, and is another record, or is asserted again.
 *
 * @throws MessageError `CONSENT_WITHDRAWN`.
 */
export async function requireNotEnded(
  { labels }: Pick<AgencyContext, "labels">,
  { events }: Pick<Tx, "events">,
  { clear, private: hidden }: Draft,
  { records = [], sources = [] }: Stated,
): Promise<void> {
  for (const record of records as readonly unknown[] as readonly ConsentRecord[]) {
    for (const { ref = "" } of await events.about(ENDED, labels.consentName(record))) {
      const [, where, ...purposes] = ref.split(" ");
      const ids = [hidden["private.exchangeId"], ...hidden["private.consentRefs"]];
      const isMeant =
        where === undefined ||
        ids.some((id) => nameOf(id) === where) ||
        (where === clear["env.recipient.agencyId"] && purposes.includes(clear["env.purpose"]));
      if (isMeant) throw withdrawn("the consent was withdrawn here");
    }
  }
  for (const assertion of hidden["private.consentAssertions"] ?? []) {
    const { iss, jti } = claimsOr(assertion);
    // The last word of its holder decides, however often it was said before.
    for (const { ref = "" } of await events.last(BY_HOLDER, nameOf(`${iss} ${jti}`), 1)) {
      const [, until = ""] = ref.split(" ");
      if (isAssertedBy(assertion, until))
        throw withdrawn("its holder says that the consent was withdrawn");
    }
  }
  // A warning must not stay unsent for what somebody else has told before.
  if (claimsDanger(clear, hidden["private.urgency"])) return;
  for (const digest of sources) {
    const isWithdrawn = await events.has(BY_HOLDER, nameOf(digest));
    if (isWithdrawn) throw withdrawn("a message that it draws on rested on a consent that is over");
  }
}

const withdrawn = (why: string) => new MessageError("CONSENT_WITHDRAWN", why);

/** Whether a consent was asserted no later than at a time. What its holder has asserted later rests on a consent that was given again. */
const isAssertedBy = (assertion: string, until: string): boolean =>
  !(Number(claimsOr(assertion)["iat"]) * 1000 > Date.parse(until));

/** The claims of an assertion. What cannot be read counts as none: another check says so. */
function claimsOr(assertion: string): Readonly<Record<string, unknown>> {
  try {
    return claimsIn(assertion);
  } catch {
    return {};
  }
}

/** Kind of the event; `ref` is the name of a record, and where alone it has ended. */
const ENDED = "consentRecordWithdrawn";
/** Kind of the event; `ref` is a hash of a holder and its reference, with the time of its word, or of the digest of its message. */
const BY_HOLDER = "consentEndedByHolder";
