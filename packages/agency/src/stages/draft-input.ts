import { toInstant } from "@safepassage/core";
import { MessageError, readAuthorisations, readConsents } from "@safepassage/message";
import { checkDraft, type DecodedMessage, type Draft } from "@safepassage/schema";
import { registryFacts } from "@safepassage/trust";
import type { ValidationInput } from "@safepassage/validator";
import type { AgencyFacts } from "./facts.ts";
import { correctedIn, tierOf } from "./judge.ts";

/** A draft, with every fact that decides what of it may be sent. */
export interface DraftInput
  extends Required<Pick<ValidationInput, "agreement" | "consents" | "authorisations" | "registry">>,
    Pick<ValidationInput, "tier" | "now" | "history"> {
  readonly message: Draft;
}

/**
 * Looks up what decides about a draft, as the recipient will when it has arrived: consents and
 * authorisations are those whose tokens stand in the draft and verify, agencies those that the
 * registry lists.
 *
 * @throws {@link MessageError} `MESSAGE_AGREEMENT_UNKNOWN`; TrustError `TRUST_AGENCY_UNKNOWN`.
 */
export function draftInput(draft: Draft, facts: AgencyFacts): DraftInput {
  const { registry, findAgreement, now, historyOf } = facts;
  const { clear } = draft;
  const agreement = findAgreement(clear["env.agreementRef"].sha256);
  if (agreement === undefined) {
    throw new MessageError("MESSAGE_AGREEMENT_UNKNOWN", "no agreement of that digest");
  }
  // A draft has no digests yet, and nothing that is asked of a store turns on them.
  const message = draft as DecodedMessage;
  const history = historyOf?.({ message, issues: checkDraft(draft) });
  return {
    message: draft,
    tier: tierOf(historyOf),
    now: toInstant(now),
    agreement,
    consents: readConsents(draft, registry, now),
    authorisations: readAuthorisations(draft, registry, now).verified,
    registry: registryFacts(registry, draft, correctedIn(history)),
    ...(history && { history }),
  };
}
