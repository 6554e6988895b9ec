import { restsOnConsentAlone } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { type Ended, endOfRecord, endOfRefs } from "../../effects/exchange/ended-consents.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import { readUndamaged } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { OutboxRow } from "../../store/rows.ts";
import type { WithdrawalRequest } from "./withdrawal-request.ts";

/** What is withdrawn. */
export interface WithdrawnConsents {
  /** The references under which messages were sent on it. Each message on a record has its own. */
  readonly refs: readonly string[];
  readonly ended: Ended;
}

/**
 * Finds what is withdrawn.
 *
 * @param row - The message that the request names, if anybody can hold it.
 * @throws AgencyError `GATEWAY_WITHDRAWAL_IMPOSSIBLE`, `GATEWAY_WITHDRAWAL_RECORD_UNKNOWN`.
 */
export function withdrawnConsents(
  context: FactContext,
  { digest, consentRef: given, everywhere = false, record }: WithdrawalRequest,
  row: OutboxRow | undefined,
): WithdrawnConsents {
  const { consents } = context.facts;
  if (record !== undefined) {
    if (digest !== undefined || given !== undefined) {
      throw impossible("a record stands for a consent by itself: name no message and no reference");
    }
    const ended = endOfRecord(context, record, everywhere);
    return { refs: ended.names.flatMap((name) => consents.refsOn(name)), ended };
  }
  if (digest === undefined && given === undefined) {
    throw impossible("neither a message nor a consent is named");
  }
  // A message that was erased before it was sent says nothing any more.
  const ref = row === undefined ? given : consentOf(groundOf(context, row, given), given);
  if (!everywhere) {
    if (ref === undefined) return { refs: [], ended: { names: [] } };
    return { refs: [ref], ended: endOfRefs(context, [ref], ref) };
  }
  const names = ref === undefined ? [] : consents.recordsOf(ref);
  if (names.length === 0) {
    throw recordUnknown("no record is known of the consent");
  }
  return { refs: [...new Set(names.flatMap((name) => consents.refsOn(name)))], ended: { names } };
}

/** What a withdrawal needs of a message: its exchange, and the consents that it rests on alone. */
interface Ground {
  readonly exchangeId: string;
  readonly consents: readonly string[];
}

/**
 * Finds the exchange of a message, and the consents that it rests on alone.
 *
 * @param given - Reference of the consent that is withdrawn. Of a message whose content is damaged no other is known.
 * @throws AgencyError `GATEWAY_WITHDRAWAL_IMPOSSIBLE`.
 */
export function groundOf(context: FactContext, row: OutboxRow, given: string | undefined): Ground {
  const reading = readUndamaged(() => ({ content: row.content }));
  if (reading === undefined) return groundOfDamaged(context, row, given);
  const { content } = reading;
  if (content !== undefined) {
    const { exchangeId, message } = content;
    if (!restsOnConsentAlone(message)) throw onAnotherBasis();
    return { exchangeId, consents: consentsOf(message) };
  }
  if (row.certificate !== undefined) {
    throw impossible("the message is erased, and its recipient has certified that it erased it");
  }
  const kept = context.facts.recalls.of(row.digest);
  const [first] = kept;
  if (first === undefined)
    throw impossible("the message is erased, on both sides or without a consent");
  return { exchangeId: first.exchangeId, consents: kept.map(({ consent }) => consent) };
}

/** The same of a message whose content is damaged. Its note tells the exchange; the references of its consents lead to it. */
function groundOfDamaged(
  { facts }: FactContext,
  { digest }: OutboxRow,
  given: string | undefined,
): Ground {
  const note = facts.history.find(digest);
  if (note === undefined)
    throw impossible("the message is damaged, and nothing else is kept of it");
  if (!note.onConsentAlone) throw onAnotherBasis();
  if (given === undefined) {
    throw impossible(
      "the message is damaged here: name in consentRef the consent that it rests on",
    );
  }
  const isOnIt = facts.outbox.heldOn(given).includes(digest);
  return { exchangeId: note.record.exchangeId, consents: isOnIt ? [given] : [] };
}

/**
 * Tells what permits a message that was sent under the reference of a consent: the consent alone, another basis beside it, or a consent
 * that is not this one (`undefined`). For an erased message this is no longer known. For a damaged one the note tells it.
 */
export function basisOf(
  { facts }: Pick<FactContext, "facts">,
  row: OutboxRow,
  consentRef: string,
): "consent" | "another" | "erased" | undefined {
  const reading = readUndamaged(() => ({ message: row.content?.message }));
  if (reading === undefined) {
    const note = facts.history.find(row.digest);
    return note && (note.onConsentAlone ? "consent" : "another");
  }
  const { message } = reading;
  if (message === undefined) return "erased";
  if (!consentsOf(message).includes(consentRef)) return undefined;
  return restsOnConsentAlone(message) ? "consent" : "another";
}

/** The consent that is meant, of those of a message: the one that is named, or the only one. */
export function consentOf(
  { consents }: Pick<Ground, "consents">,
  given: string | undefined,
): string {
  if (given !== undefined) {
    if (consents.includes(given)) return given;
    throw impossible("the message was not sent on this consent");
  }
  const [only, ...others] = consents;
  if (only === undefined) throw impossible("the message was sent on no consent");
  if (others.length > 0) throw impossible("it rests on several consents: name one in consentRef");
  return only;
}

/** A message of unsound shape may name none. */
const consentsOf = ({ private: hidden }: DecodedMessage): readonly string[] =>
  hidden["private.consentRefs"] ?? [];

export const impossible = (why: string) => new AgencyError("GATEWAY_WITHDRAWAL_IMPOSSIBLE", why);

export const recordUnknown = (why: string) =>
  new AgencyError("GATEWAY_WITHDRAWAL_RECORD_UNKNOWN", why);

const onAnotherBasis = () => impossible("the message rests on another basis too");
