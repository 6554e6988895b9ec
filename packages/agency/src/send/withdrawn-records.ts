import { MessageError } from "@safepassage/message";
import type { ConsentRecord } from "@safepassage/schema";
import { type Effect, noteEvent } from "../effects/effect.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { Tx } from "../store/ports.ts";
import type { Known } from "./submitted.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/**
 * Remembers that consent records were withdrawn: a draft may hold a copy from before.
 *
 * @param names - Keyed hashes of the records.
 */
export function noteWithdrawn(
  { record }: Pick<WithdrawalRequest, "record">,
  names: readonly string[],
  at: string,
): readonly Effect[] {
  const uses =
    record === undefined
      ? [""]
      : record.recipients.map((recipient) => ` ${[recipient, ...record.purposes].join(" ")}`);
  return names.flatMap((name) => uses.map((use) => noteEvent(WITHDRAWN, at, `${name}${use}`)));
}

/**
 * Refuses what is to be sent on a consent record that was withdrawn here, for that recipient and purpose or as a whole. Consent that
 * is given again is given at another time, and is another record.
 *
 * @throws MessageError `CONSENT_WITHDRAWN`.
 */
export async function requireNotWithdrawn(
  { labels }: Pick<AgencyContext, "labels">,
  { events }: Pick<Tx, "events">,
  { records = [] }: Pick<Known, "records">,
  { recipient, purpose }: { readonly recipient: string; readonly purpose: string },
): Promise<void> {
  // Each has been read when its assertion was made.
  for (const record of records as readonly unknown[] as readonly ConsentRecord[]) {
    const name = labels.consentName(record);
    for (const { ref = "" } of await events.about(WITHDRAWN, name)) {
      const [, from, ...purposes] = ref.split(" ");
      if (from === undefined || (from === recipient && purposes.includes(purpose))) {
        throw new MessageError("CONSENT_WITHDRAWN", "the consent was withdrawn here");
      }
    }
  }
}

/** `ref` is the name of the record; where it was withdrawn from some recipients only, one of them and the purposes follow. */
const WITHDRAWN = "consentRecordWithdrawn";
