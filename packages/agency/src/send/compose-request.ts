import {
  assertionOf,
  composeDraft,
  issueConsentAssertion,
  verifyConsentAssertion,
  withAnswerDeadline,
} from "@safepassage/message";
import {
  type Body,
  checkDraft,
  type Draft,
  type DraftClear,
  NEVER_QUARANTINED,
  type Private,
  parseConsent,
  parseConsentRecord,
  parseDraft,
} from "@safepassage/schema";
import { claimsThreatToLife } from "../effects/quarantine.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import { createOfficerRef } from "../setting/officer-ref.ts";
import type { DraftRequest } from "./draft-request.ts";

/**
 * Writes the draft that a case system asks for.
 *
 * @throws {@link AgencyError} `GATEWAY_RECIPIENT_UNKNOWN`, `GATEWAY_AGREEMENT_UNKNOWN`;
 *   SchemaError `SCHEMA_INVALID` with the places that are wrong; MessageError, of which `CONSENT_*`
 *   where a record does not say what is asked of it.
 */
export function composeRequest(context: AgencyContext, request: DraftRequest): Draft {
  const { self, clock } = context;
  const registry = context.registry();
  const now = clock.now();
  // To itself an agency sends nothing: sender and recipient would hold one message in one store.
  if (request.recipient === self || !registry.has(request.recipient)) {
    throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the recipient is no other party");
  }
  const agreement = context
    .agreements()
    .findInForce(request.agreement, [self, request.recipient], now.toISOString().slice(0, 10));
  if (agreement === undefined) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "no such agreement in force");
  }
  const sender = registry.agencyAt(self, now);
  const recipient = registry.agencyAt(request.recipient, now);
  const hidden = assertConsents(context, request, now);
  const draft = composeDraft({
    sender,
    recipient,
    recipientThumbprint: registry.keyAt(request.recipient, now).kid,
    states: registry.states,
    agreement,
    test: registry.test,
    officer: {
      ref: createOfficerRef(request.officer.id, context.officerKey),
      assurance: request.officer.assurance,
    },
    clock,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBases: request.legalBases,
    // None of this is relied on before parseDraft below has checked it.
    body: request.body as unknown as Body,
    clear: (request.clear ?? {}) as Partial<DraftClear>,
    private: { ...(request.private as Partial<Private>), ...hidden },
  });
  return withAnswerDeadline(requireDraft(draft));
}

/**
 * Checks the shape of a draft. Where a life is at stake a fault that the recipient would quarantine
 * passes: a warning must not stay unsent for a missing mark of completeness.
 */
function requireDraft(draft: Draft): Draft {
  if (
    claimsThreatToLife(draft) &&
    checkDraft(draft).every(({ rule }) => !NEVER_QUARANTINED.includes(rule))
  ) {
    return draft;
  }
  return parseDraft(draft);
}

/** Signs what the records say of this recipient and purpose, and refuses what they do not say. */
function assertConsents(
  { self, signer, clock, registry }: AgencyContext,
  { consents: given = [], recipient, purpose, people, private: stated = {} }: DraftRequest,
  now: Date,
): Partial<Private> {
  if (given.length === 0) return {};
  // Beside those of other holders, that the request brings as they are.
  const beside = (name: string): readonly string[] => {
    const list = stated[name];
    return Array.isArray(list) ? list : [];
  };
  const consents = given.map(({ subject, record, scope, ref }) => {
    const person = people?.[subject];
    const use = { subject, recipient, purpose, now, person, scope, ref };
    return parseConsent(assertionOf(parseConsentRecord(record), use));
  });
  const assertions = consents.map((consent) =>
    issueConsentAssertion(consent, { holder: self, recipient, signer, clock }),
  );
  for (const assertion of assertions) verifyConsentAssertion(assertion, recipient, registry());
  return {
    "private.consentRefs": [...beside("private.consentRefs"), ...consents.map(({ ref }) => ref)],
    "private.consentAssertions": [...beside("private.consentAssertions"), ...assertions],
  };
}
