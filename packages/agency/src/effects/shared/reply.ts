import { toInstant } from "@safepassage/core";
import { composeDraft, randomId } from "@safepassage/message";
import type { Agreement, DecodedMessage, Draft } from "@safepassage/schema";
import { AgencyError } from "../../setting/agency-error.ts";
import type { FactContext } from "../../setting/context.ts";
import { requireDuty } from "../../setting/duty.ts";
import { createOfficerRef } from "../../setting/officer-ref.ts";
import type { AgreementBook } from "../../setting/standing.ts";
import { admitsOurs } from "../../stages/profile.ts";
import type { PendingReply } from "../../store/rows.ts";

/** Writes a reply to a message: same exchange, same two agencies. */
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
 * @param officer - Staff id of the sender.
 * @throws {@link AgencyError} `GATEWAY_AGREEMENT_UNKNOWN`, `GATEWAY_DUTY_UNKNOWN`; TrustError.
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
  const agreement = agreementFor(context.agreements(), reply, toInstant(now).slice(0, 10));
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
    legalBases: [requireDuty(dutyOf(reply), sender, reply.purpose, agreement)],
    test: registry.test,
    officer: { ref: createOfficerRef(officer, context.officerKey), assurance: reply.assurance },
    body: Object.fromEntries(
      reply.groups.map(({ kind, leaves }) => [randomId(), { kind, links: [], leaves }]),
    ),
    clock,
    clear: { "env.transfer.basis": transferOf(reply) },
    private: {
      "private.caseRef": randomId(),
      "private.exchangeId": reply.exchangeId,
      "private.inReplyTo": reply.inReplyTo,
    },
  });
}

/**
 * Finds the agreement of the message that is answered; once it has ended, or if it does not admit the catalogue of this
 * program, the version of it that is in force instead. What the parties owe each other outlives a version.
 */
function agreementFor(
  { findAgreement, findFormerAgreement, inForce }: AgreementBook,
  { agreement, parties }: Pick<PendingReply, "agreement" | "parties">,
  day: string,
): Agreement | undefined {
  const held = findAgreement(agreement);
  const first = held ?? findFormerAgreement(agreement);
  if (first === undefined || (held && day <= first.until && admitsOurs(first))) return first;
  const versions = inForce(day).filter(
    ({ id, parties: all }) => id === first.id && parties.every((party) => all.includes(party)),
  );
  const next = versions.find(admitsOurs) ?? (day <= first.until ? first : versions[0]);
  return next ?? first;
}

/** Splits a list into parts of at most `most`, in order. */
export function inParts<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Array.from({ length: Math.ceil(list.length / most) });
  return parts.map((_, index) => list.slice(index * most, (index + 1) * most));
}

/**
 * The basis of the message counts for a reply only where it says the same of both directions: any other is one of its sender's law,
 * or asks for a consent or a reason that a reply does not have. A reply tells nothing of a person.
 */
const transferOf = ({ transferBasis }: Pick<PendingReply, "transferBasis">) =>
  transferBasis === "INTRA_EU" || transferBasis === "DOMESTIC" ? transferBasis : "NO_PERSONAL_DATA";

const dutyOf = ({ messageType }: Pick<PendingReply, "messageType">) =>
  messageType === "erasureCertificate" ? "certify" : "erase";
