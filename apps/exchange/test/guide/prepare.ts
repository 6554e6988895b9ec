import { type Clock, type Signer, toInstant } from "@safepassage/core";
import {
  applyAdditions,
  type CaseRequest,
  type ImportStatement,
  importHtcds,
  renewIds,
  selectFields,
} from "@safepassage/htcds";
import {
  composeDraft,
  issueConsentAssertion,
  randomId,
  readAuthorisations,
} from "@safepassage/message";
import { type Minimised, minimise } from "@safepassage/policy";
import { type Agreement, type Consent, parseConsent, parseDraft } from "@safepassage/schema";
import { type AgencyRegistry, registryFacts } from "@safepassage/trust";

/** What {@link prepare} stands on. */
export interface Sending {
  readonly sender: string;
  readonly signer: Signer;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  /** Names the officer to your agency alone: 16 to 96 octets, base64url, encrypted by you. */
  readonly officerRef: string;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
}

/** Takes one case of a file to a draft that may be sent, with an account of every field. */
export async function prepare(
  csv: string,
  statement: ImportStatement,
  request: CaseRequest,
  sending: Sending,
): Promise<Minimised> {
  const { sender, signer, registry, agreement, officerRef, clock, random } = sending;
  const now = clock.now();
  const asOf = now.toISOString().slice(0, 10);

  // 1. What of the case is asked for. Each recipient gets ids of its own.
  const { cases } = await importHtcds(csv, { ...statement, asOf, random, test: registry.test });
  const found = cases.find(({ caseId }) => caseId === request.case);
  if (found === undefined) throw new RangeError("the case is not in the file");
  const evaluation = { ...statement.evaluation, asOf: asOf.slice(0, 7) };
  const whole = applyAdditions(found.groups, request.additions, {
    evaluation,
    random,
    test: registry.test,
  });
  const asked = selectFields(whole, request.asks ?? [], request.precision);
  const body = renewIds(asked, random);

  // 2. The scope of the consent, signed; the record stays where it is.
  const consents: Consent[] = [];
  if (request.consent !== null) {
    const subject = Object.keys(body).find((gid) => body[gid]?.kind === "subject");
    const consent = {
      ...request.consent,
      ref: randomId(),
      subject,
      status: "ConsentGiven",
      purposes: [request.purpose],
      recipients: [request.recipient],
      validFrom: "2026-11-01T00:00:00Z",
      validUntil: "2027-05-01T00:00:00Z",
      withdrawnAt: null,
    };
    consents.push(parseConsent(consent));
  }
  const assertions = consents.map((consent) =>
    issueConsentAssertion(consent, { holder: sender, recipient: request.recipient, signer, clock }),
  );

  // 3. The envelope: random ids, times, retention and transfer basis.
  const draft = composeDraft({
    sender: registry.agencyAt(sender, now),
    recipient: registry.agencyAt(request.recipient, now),
    recipientThumbprint: registry.keyAt(request.recipient, now).kid,
    states: registry.states,
    agreement,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBasis: request.legalBases,
    test: registry.test,
    officerRef,
    officerAssurance: 2,
    body,
    clock,
    clear: { "env.handling.conditions": request.conditions },
    private: {
      "private.consentRefs": consents.map(({ ref }) => ref),
      "private.consentAssertions": assertions,
    },
  });

  // 4. Only what may be sent stays.
  const message = parseDraft(draft);
  return minimise({
    message,
    agreement,
    consents,
    authorisations: readAuthorisations(message, registry, now).verified,
    registry: registryFacts(registry, message),
    now: toInstant(now),
  });
}
