import { type Prepared, prepare } from "@safepassage/agency";
import type { Clock, Signer } from "@safepassage/core";
import {
  applyAdditions,
  type CaseRequest,
  findCase,
  type ImportStatement,
  importHtcds,
  personOf,
  renewIds,
  selectFields,
} from "@safepassage/htcds";
import { assertionOf, composeDraft, issueConsentAssertion } from "@safepassage/message";
import {
  type Agreement,
  type ConsentRecord,
  parseConsentRecord,
  parseDraft,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";

/** What {@link prepareCase} stands on. */
export interface Sending {
  readonly sender: string;
  readonly signer: Signer;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  /** Reads a consent record that your agency keeps, by the name that a request has for it. */
  readonly readRecord: (name: string) => unknown;
  /** `ref` names the officer to your agency alone: 16 to 96 octets, base64url, encrypted by you. */
  readonly officer: { readonly ref: string; readonly assurance: number };
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
}

/** Takes one case of a file to what may be sent of it, with an account of every field. */
export async function prepareCase(
  csv: string,
  statement: ImportStatement,
  request: CaseRequest,
  sending: Sending,
): Promise<Prepared> {
  const { sender, signer, registry, agreement, readRecord, officer, clock, random } = sending;
  const now = clock.now();
  const asOf = now.toISOString().slice(0, 10);

  // 1. What of the case is asked for. Each recipient gets ids of its own.
  const options = { ...statement, asOf, random, test: registry.test };
  const imported = await importHtcds(csv, options);
  const found = findCase(imported, request.case);
  const evaluation = { ...statement.evaluation, asOf: asOf.slice(0, 7) };
  const whole = applyAdditions(found.groups, request.additions, {
    evaluation,
    random,
    test: registry.test,
  });
  const asked = selectFields(whole, request.asks ?? [], request.precision);
  const body = renewIds(asked, random);

  // 2. What the consent record says, signed; the record stays where it is. It stops here if the
  //    consent has ended, was withdrawn, or is for another recipient, purpose or person.
  const { recipient, purpose, consent } = request;
  const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  const recordOf = (record: ConsentRecord | string) =>
    typeof record === "string" ? parseConsentRecord(readRecord(record)) : record;
  const use = { subject, person: personOf(request.case), recipient, purpose, now };
  const consents =
    consent === null
      ? []
      : [assertionOf(recordOf(consent.record), { ...use, scope: consent.scope })];
  const assertions = consents.map((one) =>
    issueConsentAssertion(one, { holder: sender, recipient, signer, clock }),
  );

  // 3. The envelope: random ids, times, retention and transfer basis.
  const draft = composeDraft({
    sender: registry.agencyAt(sender, now),
    recipient: registry.agencyAt(recipient, now),
    recipientThumbprint: registry.keyAt(recipient, now).kid,
    states: registry.states,
    agreement,
    purpose,
    messageType: request.messageType,
    legalBases: request.legalBases,
    test: registry.test,
    officer,
    body,
    clock,
    clear: { "env.handling.conditions": request.conditions },
    private: {
      "private.consentRefs": consents.map(({ ref }) => ref),
      "private.consentAssertions": assertions,
    },
  });

  // 4. Only what may be sent stays, and what the recipient will accept. Nothing is signed yet.
  const findAgreement = (sha256: string) => (sha256 === agreement.sha256 ? agreement : undefined);
  return prepare(parseDraft(draft), { registry, findAgreement, now });
}
