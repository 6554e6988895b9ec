import type { DraftRequest } from "@safepassage/agency";
import { systemClock } from "@safepassage/core";
import {
  assertionOf,
  composeDraft,
  issueConsentAssertion,
  randomId,
  verifyAgreement,
  withAnswerDeadline,
} from "@safepassage/message";
import {
  type Agency,
  type Agreement,
  type Body,
  type Consent,
  type Draft,
  type DraftClear,
  parseConsentRecord,
} from "@safepassage/schema";
import { type AgencyRegistry, createSigner } from "@safepassage/trust";
import { type AgencyName, entityOf } from "./agencies.ts";
import type { World } from "./setup.ts";

/** A draft with everything in it, and what it stands on. */
export interface Composed {
  readonly draft: Draft;
  readonly sender: Agency;
  readonly recipient: Agency;
  readonly agreement: Agreement;
  readonly consents: readonly Consent[];
}

/** Writes the draft that is asked for, without a gateway and without asking what may be sent. */
export function composeAsIs(
  world: World,
  registry: AgencyRegistry,
  name: AgencyName,
  request: DraftRequest,
): Composed {
  const now = systemClock.now();
  const self = entityOf(name);
  const sender = registry.agencyAt(self, now);
  const recipient = registry.agencyAt(request.recipient, now);
  const agreement = verifyAgreement(world.agreements[request.agreement]?.jws ?? "", registry, now);
  const signer = createSigner(world.keys[name]);
  const { purpose, recipient: to } = request;
  const consents = (request.consents ?? []).map(({ subject, record }) =>
    assertionOf(parseConsentRecord(record), { subject, recipient: to, purpose, now }),
  );
  const draft = composeDraft({
    sender,
    recipient,
    recipientThumbprint: registry.keyAt(request.recipient, now).kid,
    states: registry.states,
    agreement,
    // The codes go out as they are written: the recipient judges them.
    purpose: request.purpose as DraftClear["env.purpose"],
    messageType: request.messageType as DraftClear["env.messageType"],
    legalBases: request.legalBases as DraftClear["env.legalBasis"],
    test: registry.test,
    officer: { ref: randomId(), assurance: request.officer.assurance },
    clock: systemClock,
    body: request.body as unknown as Body,
    clear: request.clear ?? {},
    private: {
      ...request.private,
      "private.consentRefs": consents.map(({ ref }) => ref),
      "private.consentAssertions": consents.map((consent) =>
        issueConsentAssertion(consent, {
          holder: self,
          recipient: request.recipient,
          signer,
          clock: systemClock,
        }),
      ),
    },
  });
  return { draft: withAnswerDeadline(draft), sender, recipient, agreement, consents };
}
