import { toInstant } from "@safepassage/core";
import {
  type Body,
  type Code,
  type Draft,
  findDeadlineHours,
  findPurpose,
  PROFILE_DIGEST,
  randomId,
  randomUuid,
  shapeMarkOf,
} from "@safepassage/schema";
import { draftInvalid } from "../message-error.ts";
import { PROTOCOL_VERSIONS, protocolFor } from "../protocol.ts";
import type { ComposeOptions } from "./compose-options.ts";
import { eraseBy } from "./erase-by.ts";

/**
 * Writes a draft, with random ids, times, retention and transfer basis from purpose and registry.
 *
 * @throws {@link MessageError} `MESSAGE_DRAFT_INVALID` for an unknown purpose, or where no
 *   transfer basis follows from the countries and none is given.
 */
export function composeDraft(options: ComposeOptions): Draft {
  const { sender, recipient, agreement, clock } = options;
  const { id, version, sha256 } = agreement;
  const now = clock.now();
  return {
    clear: {
      "env.messageId": randomUuid(),
      // Under an agreement that admits no version of this program opening refuses it, and says why.
      "env.protocol": protocolFor(agreement) ?? PROTOCOL_VERSIONS[0],
      "env.profile": PROFILE_DIGEST,
      "env.test": options.test,
      "env.messageType": options.messageType,
      "env.createdAt": toInstant(now),
      "env.deliverBy": toInstant(addDays(now, options.messageType === "alert" ? 3 : 7)),
      "env.sender.agencyId": sender.entity,
      "env.sender.agencyType": sender.type,
      "env.sender.country": sender.country,
      "env.sender.regime": sender.regime,
      "env.recipient.agencyId": recipient.entity,
      "env.recipient.agencyType": recipient.type,
      "env.recipient.country": recipient.country,
      "env.recipient.regime": recipient.regime,
      "env.holder": { entity: recipient.entity, thumbprint: options.recipientThumbprint },
      "env.purpose": options.purpose,
      "env.legalBasis": options.legalBases,
      "env.agreementRef": { id, version, sha256 },
      "env.shapeMark": shapeMarkOf(options.legalBases),
      "env.handling.europol": [],
      "env.handling.conditions": findPurpose(options.purpose)?.mandatoryConditions ?? [],
      "env.retention.eraseBy": eraseBy(options, now),
      "env.transfer.basis": options.clear?.["env.transfer.basis"] ?? transferBasis(options),
      "env.channelGround": "none",
      "env.classification": "unclassified",
      ...options.clear,
    },
    private: {
      "private.caseRef": randomId(),
      "private.officerRef": options.officer.ref,
      "private.officerAssurance": options.officer.assurance,
      "private.exchangeId": randomId(),
      "private.necessity": [],
      "private.urgency": { level: "routine", ground: "none" },
      "private.consentRefs": [],
      "private.consentAssertions": [],
      "private.authorisations": [],
      "private.priorAuthorisations": [],
      "private.provenance": [],
      ...options.private,
    },
    body: options.body,
  };
}

/**
 * Adds the time by which a request must be answered or an order carried out, if the law sets one and
 * the draft does not. Any other draft is returned unchanged.
 *
 * It is counted from the time of the draft. By law the time for an answer starts when the request arrives,
 * which nobody knows yet. Rules R44 and R45 check it.
 *
 * @see docs/spec/gateway-receiving.md, Deadline in the request
 */
export function withAnswerDeadline(draft: Draft): Draft {
  const hours = findDeadlineHours(draft);
  if (hours === undefined || states(draft.body, "deadline.at")) return draft;
  const at = toInstant(new Date(Date.parse(draft.clear["env.createdAt"]) + hours * 3_600_000));
  const deadline = { kind: "deadline", links: [], leaves: [{ f: "deadline.at", v: at }] };
  return { ...draft, body: { ...draft.body, [randomId()]: deadline } };
}

function transferBasis({ sender, recipient, states }: ComposeOptions): Code<"transfer_basis"> {
  if (sender.country === recipient.country) return "DOMESTIC";
  if (states[sender.country]?.eu === true && states[recipient.country]?.eu === true) {
    return "INTRA_EU";
  }
  throw draftInvalid("a transfer outside the Union needs a basis");
}

function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}

const states = (body: Body, field: string): boolean =>
  Object.values(body).some(({ leaves }) => leaves.some(({ f }) => f === field));
