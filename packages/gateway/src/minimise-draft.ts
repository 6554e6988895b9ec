import { toInstant } from "@safepassage/core";
import { MessageError, readAuthorisations, verifyConsentAssertion } from "@safepassage/message";
import { type Minimised, minimise } from "@safepassage/policy";
import type { Consent, Draft } from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import type { GatewayContext } from "./context.ts";
import { exchangeBefore } from "./history.ts";
import type { ComposedDraft } from "./submit.ts";

/**
 * What of a composed draft may be sent, with an account of each field.
 *
 * Judged with what the recipient will see: consents and authorisations that verify.
 */
export function minimiseDraft(
  context: GatewayContext,
  { draft, agreement }: ComposedDraft,
): Minimised {
  const registry = context.registry();
  return minimise({
    message: draft,
    agreement,
    consents: consentsOf(context, draft),
    authorisations: readAuthorisations(draft, registry, context.clock.now()).verified,
    registry: registryFacts(registry, draft),
    now: toInstant(context.clock.now()),
    exchange: exchangeBefore(context, draft),
  });
}

function consentsOf({ registry, clock }: GatewayContext, draft: Draft): readonly Consent[] {
  const recipient = draft.clear["env.recipient.agencyId"];
  return draft.private["private.consentAssertions"].flatMap((assertion) => {
    try {
      return [verifyConsentAssertion(assertion, recipient, registry(), clock.now())];
    } catch (error) {
      // One that does not verify supports nothing: what needs it is withheld, and the account says so.
      if (error instanceof MessageError) return [];
      throw error;
    }
  });
}
