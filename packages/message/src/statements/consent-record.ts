import { toInstant } from "@safepassage/core";
import {
  CODE_LISTS,
  type Consent,
  type ConsentRecord,
  randomId,
  scopeCovers,
} from "@safepassage/schema";
import { MessageError, type MessageErrorCode } from "../message-error.ts";

/** The use that an assertion of a consent record is made for. */
export interface AssertedUse {
  /** Group id of the person in that message. */
  readonly subject: string;
  /** The one recipient, an entity id. */
  readonly recipient: string;
  readonly purpose: string;
  readonly now: Date;
  /**
   * The person whose data is sent, by the agency's own id, where known: the record must be hers.
   */
  readonly person?: string | undefined;
  /** The part of the scope to tell. Default: all of it. */
  readonly scope?: readonly string[] | undefined;
  /** Default: drawn at random. */
  readonly ref?: string | undefined;
}

/**
 * Returns what may be asserted of a consent record to one recipient for one purpose. It names that
 * recipient and that purpose only, so that nobody learns whom else the person trusts.
 *
 * @throws {@link MessageError} `CONSENT_PERSON_DIFFERS`, `CONSENT_WITHDRAWN`, `CONSENT_NOT_GIVEN`,
 *   `CONSENT_NOT_YET_VALID`, `CONSENT_LAPSED`, `CONSENT_UNSOUND`, `CONSENT_PURPOSE_NOT_NAMED`,
 *   `CONSENT_RECIPIENT_NOT_NAMED`, `CONSENT_SCOPE_EXCEEDED`: the first that is true.
 * @see docs/spec/consent.md#record; GDPR Art 7
 */
export function assertionOf(record: ConsentRecord, use: AssertedUse): Consent {
  const { person: of, givenAt, ...terms } = record;
  const { subject, recipient, purpose, person = of, scope = terms.scope, ref = randomId() } = use;
  const now = toInstant(use.now);
  const refusals: readonly (readonly [boolean, MessageErrorCode, string])[] = [
    [person !== of, "CONSENT_PERSON_DIFFERS", "person"],
    [terms.withdrawnAt !== null, "CONSENT_WITHDRAWN", "withdrawnAt"],
    [!GIVEN.includes(terms.status), "CONSENT_NOT_GIVEN", "status"],
    [now < terms.validFrom || now < givenAt, "CONSENT_NOT_YET_VALID", "validFrom"],
    [now >= terms.validUntil, "CONSENT_LAPSED", "validUntil"],
    // A consent that was not understood, or cannot be taken back, does not count (GDPR Art 7).
    [!terms.languageUnderstood, "CONSENT_UNSOUND", "languageUnderstood"],
    [!terms.withdrawalMethod, "CONSENT_UNSOUND", "withdrawalMethod"],
    [terms.giverIsSuspect, "CONSENT_UNSOUND", "giverIsSuspect"],
    [!terms.purposes.includes(purpose), "CONSENT_PURPOSE_NOT_NAMED", "purposes"],
    [!terms.recipients.includes(recipient), "CONSENT_RECIPIENT_NOT_NAMED", "recipients"],
    [!scope.every((part) => scopeCovers(terms.scope, part)), "CONSENT_SCOPE_EXCEEDED", "scope"],
    [scope.length === 0, "CONSENT_SCOPE_EXCEEDED", "scope"],
  ];
  for (const [isSo, code, member] of refusals) {
    // The message names the member, never its value.
    if (isSo) throw new MessageError(code, `the consent record does not allow it: see ${member}`);
  }
  return { ...terms, ref, subject, purposes: [purpose], recipients: [recipient], scope };
}

const GIVEN = (CODE_LISTS["consent_status"]?.["valid"] ?? []) as readonly string[];
