import { encodeUtf8, sha256Base64url } from "@safepassage/core";
import { MessageError } from "@safepassage/message";
import type { ConsentRecord, Draft } from "@safepassage/schema";
import type { AgencyContext, FactContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import { type Effect, noteEvent } from "../shared/effect.ts";

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
 * Refuses what is to be sent on a consent that was withdrawn here. Consent that is given again is given at another time, and is
 * another record.
 *
 * @param records - The consent records that were stated for it. Each has been read.
 * @throws MessageError `CONSENT_WITHDRAWN`.
 */
export async function requireNotEnded(
  { labels }: Pick<AgencyContext, "labels">,
  { events }: Pick<Tx, "events">,
  { clear, private: hidden }: Draft,
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (const record of records as readonly unknown[] as readonly ConsentRecord[]) {
    for (const { ref = "" } of await events.about(ENDED, labels.consentName(record))) {
      const [, where, ...purposes] = ref.split(" ");
      const ids = [hidden["private.exchangeId"], ...hidden["private.consentRefs"]];
      const isMeant =
        where === undefined ||
        ids.some((id) => nameOf(id) === where) ||
        (where === clear["env.recipient.agencyId"] && purposes.includes(clear["env.purpose"]));
      if (isMeant) throw new MessageError("CONSENT_WITHDRAWN", "the consent was withdrawn here");
    }
  }
}

/** Kind of the event; `ref` is the name of a record, and where alone it has ended. */
const ENDED = "consentRecordWithdrawn";
