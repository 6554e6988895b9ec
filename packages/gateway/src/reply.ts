import { composeDraft, randomId } from "@safepassage/message";
import type { Agency, DecodedMessage, Draft, Leaf } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import { createOfficerRef } from "./officer-ref.ts";

/** A message that answers or follows an earlier one. */
export interface Reply {
  readonly messageType: string;
  readonly inReplyTo: string;
  readonly officer: { readonly id: string; readonly assurance: number };
  readonly groups: readonly { readonly kind: string; readonly leaves: readonly Leaf[] }[];
}

/** Drafts a message of the same exchange from this agency to the other party. */
export function composeReply(
  context: GatewayContext,
  earlier: DecodedMessage,
  { messageType, inReplyTo, officer, groups }: Reply,
): Draft {
  const { self, clock } = context;
  const { clear, private: hidden } = earlier;
  const registry = context.registry();
  const now = clock.now();
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const other = parties.find((entity) => entity !== self) ?? self;
  const agreement = context.agreements().findAgreement(clear["env.agreementRef"].sha256);
  if (agreement === undefined) {
    throw new GatewayError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement is not held any more");
  }
  const sender = registry.agencyAt(self, now);
  return composeDraft({
    sender,
    recipient: registry.agencyAt(other, now),
    recipientThumbprint: registry.keyAt(other, now).kid,
    states: registry.states,
    agreement,
    purpose: clear["env.purpose"],
    messageType,
    legalBases: [basisFor(sender)],
    test: registry.test,
    officer: {
      ref: createOfficerRef(officer.id, context.officerKey),
      assurance: officer.assurance,
    },
    body: Object.fromEntries(
      groups.map(({ kind, leaves }) => [randomId(), { kind, links: [], leaves }]),
    ),
    clock,
    // The same two agencies: what admitted the transfer one way is named the other way.
    clear: { "env.transfer.basis": clear["env.transfer.basis"], "env.handling.conditions": [] },
    private: {
      "private.caseRef": randomId(),
      "private.exchangeId": hidden["private.exchangeId"],
      "private.inReplyTo": inReplyTo,
    },
  });
}

/** The duty to erase, by the law that binds who certifies or asks. */
function basisFor({ regime }: Agency): string {
  if (regime === "GDPR" || regime === "EUDPR") return "GDPR#17";
  return regime.startsWith("UK") ? "UK-DPA2018#38" : "LED#16(6)";
}
