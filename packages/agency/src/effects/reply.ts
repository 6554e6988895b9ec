import { composeDraft, randomId } from "@safepassage/message";
import type { Agency, DecodedMessage, Draft, LegalBasis } from "@safepassage/schema";
import { AgencyError } from "../setting/agency-error.ts";
import type { FactContext } from "../setting/context.ts";
import { createOfficerRef } from "../setting/officer-ref.ts";
import type { PendingReply } from "../store/rows.ts";

/** A message of the same exchange as an earlier one, between the same agencies. */
export function replyTo(
  { clear, private: hidden }: DecodedMessage,
  said: Pick<PendingReply, "messageType" | "inReplyTo" | "assurance" | "groups">,
): Omit<PendingReply, "id" | "about"> {
  return {
    ...said,
    parties: [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]],
    exchangeId: hidden["private.exchangeId"],
    purpose: clear["env.purpose"],
    agreement: clear["env.agreementRef"].sha256,
    transferBasis: clear["env.transfer.basis"],
  };
}

/**
 * Drafts a reply, from this agency to the other party.
 *
 * @param officer - Id of whoever sends it.
 * @throws {@link AgencyError} `GATEWAY_AGREEMENT_UNKNOWN`; TrustError.
 */
export function composeReply(
  context: Pick<FactContext, "self" | "clock" | "registry" | "agreements" | "officerKey">,
  reply: Omit<PendingReply, "id" | "about">,
  officer = "gateway",
): Draft {
  const { self, clock } = context;
  const registry = context.registry();
  const now = clock.now();
  const other = reply.parties.find((entity) => entity !== self) ?? self;
  const agreement = context.agreements().findAgreement(reply.agreement);
  if (agreement === undefined) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement is not held any more");
  }
  const sender = registry.agencyAt(self, now);
  return composeDraft({
    sender,
    recipient: registry.agencyAt(other, now),
    recipientThumbprint: registry.keyAt(other, now).kid,
    states: registry.states,
    agreement,
    purpose: reply.purpose,
    messageType: reply.messageType,
    legalBases: [basisFor(sender)],
    test: registry.test,
    officer: { ref: createOfficerRef(officer, context.officerKey), assurance: reply.assurance },
    body: Object.fromEntries(
      reply.groups.map(({ kind, leaves }) => [randomId(), { kind, links: [], leaves }]),
    ),
    clock,
    // The same two agencies: what admitted the transfer one way is named the other way.
    clear: { "env.transfer.basis": reply.transferBasis, "env.handling.conditions": [] },
    private: {
      "private.caseRef": randomId(),
      "private.exchangeId": reply.exchangeId,
      "private.inReplyTo": reply.inReplyTo,
    },
  });
}

/** The duty to erase, by the law that binds who certifies or asks. */
function basisFor({ regime }: Agency): LegalBasis {
  if (regime === "GDPR" || regime === "EUDPR") return "GDPR#17";
  return regime.startsWith("UK") ? "UK-DPA2018#38" : "LED#16(6)";
}
