import {
  type Code,
  type Draft,
  EXCHANGE_TYPES,
  type LegalBasis,
  PROFILE_DIGEST,
  PURPOSES,
} from "@safepassage/schema";
import type * as fc from "fast-check";
import type { PolicyInput } from "../src/index.ts";
import { drawOpaque } from "./arbitrary-value.ts";
import { arbitraryBy, type Draw } from "./draw.ts";
import { drawAgreement } from "./draw-agreement.ts";
import { drawBody } from "./draw-body.ts";
import { drawAgency, drawBases, drawNecessity, drawSource, PASSED_ON } from "./draw-envelope.ts";
import { drawAuthorisation, drawConsents } from "./draw-permits.ts";

/** What a generated message may hold beside what every one does. */
export interface MessageOptions {
  /**
   * Leaves the decision to the condition and purpose tables: bases count, the agreement applies without
   * ceilings, nothing is inherited, and there is no no-identification clause.
   */
  readonly plain?: boolean;
  /** Ids of purposes. Left out: all, those that coarsen much more often. */
  readonly purposes?: readonly string[];
  /** Much of what conditions ask for is there. All purposes alike. */
  readonly generous?: boolean;
  /** Two or three persons. */
  readonly crowded?: boolean;
}

/**
 * Well-typed messages of all purposes and types, as a case file would fill them: more than anyone
 * should get, and much of it too precise.
 */
export function arbitraryInput(options: MessageOptions = {}): fc.Arbitrary<PolicyInput> {
  return arbitraryBy((draw) => drawInput(draw, options));
}

function drawInput(draw: Draw, options: MessageOptions): PolicyInput {
  const { plain = false, generous = false, crowded = false, purposes } = options;
  const chosen = PURPOSES.filter(({ id }) => purposes?.includes(id));
  const purpose = draw.pick(
    purposes ? chosen : draw.chance(0.6) && !generous ? COARSENING : PURPOSES,
  );
  const messageType = draw.chance(0.9)
    ? draw.pick(purpose.opens.messageTypes)
    : draw.pick([...Object.keys(EXCHANGE_TYPES), "response", "response"]);
  const sender = drawAgency(draw, "https://sender.test", purpose.opens.senders);
  const recipient = drawAgency(draw, "https://recipient.test", purpose.opens.recipients);
  const body = drawBody(draw, purpose, messageType, { generous, crowded });
  const agreement = drawAgreement(draw, purpose, options);
  const necessity = drawNecessity(draw, body, generous);
  const message: Draft = {
    clear: {
      "env.messageId": "865ff681-7704-4470-8135-68a89da147d0",
      "env.protocol": "1.0",
      "env.profile": PROFILE_DIGEST,
      "env.test": true,
      "env.messageType": messageType as Code<"message_type">,
      "env.createdAt": "2026-11-24T09:00:00Z",
      "env.deliverBy": "2026-11-26T09:00:00Z",
      "env.sender.agencyId": sender.entity,
      "env.sender.agencyType": sender.type,
      "env.sender.country": sender.country,
      "env.sender.regime": sender.regime,
      "env.recipient.agencyId": recipient.entity,
      "env.recipient.agencyType": recipient.type,
      "env.recipient.country": recipient.country,
      "env.recipient.regime": recipient.regime,
      "env.holder": { entity: recipient.entity, thumbprint: drawOpaque(draw, 256) },
      "env.purpose": purpose.id,
      "env.legalBasis": drawBases(draw, purpose, messageType, sender, plain) as LegalBasis[],
      "env.agreementRef": {
        id: agreement.id,
        version: agreement.version,
        sha256: agreement.sha256,
      },
      "env.shapeMark": draw.pick(
        Object.values(body).some(({ kind }) => kind === "subject")
          ? ["full", "full", "sis"]
          : ["full", "noSubject"],
      ),
      "env.handling.europol": [],
      "env.handling.conditions": draw.some(PASSED_ON, 0.7),
      "env.retention.eraseBy": "2026-12-19",
      "env.transfer.basis": "INTRA_EU",
      "env.channelGround": "none",
      "env.classification": "unclassified",
    },
    private: {
      "private.caseRef": "GZLBk5jwS-ZaGeoBSFNZnw",
      "private.officerRef": "DbuugpeO5suWeHb8_3XMg5zlU1n9JAA0dE3u6WVhuOQ",
      "private.officerAssurance": 2,
      "private.exchangeId": "JPudh73WRpbPUd4sNyzTBA",
      "private.necessity": necessity,
      "private.urgency": draw.pick([
        { level: "routine", ground: "none" },
        { level: "urgent", ground: "threatToLife" },
        { level: "emergency", ground: "threatToLife" },
      ]),
      "private.consentRefs": [],
      "private.consentAssertions": [],
      "private.authorisations": [],
      "private.priorAuthorisations": [],
      "private.provenance": plain || draw.chance(0.88) ? [] : [drawSource(draw)],
    },
    body,
  };
  return {
    message,
    agreement,
    consents: drawConsents(draw, purpose, body),
    authorisations: draw.chance(generous ? 0.9 : 0.6)
      ? [
          drawAuthorisation(draw, {
            purpose: purpose.id,
            body,
            country: sender.country,
            recipient: recipient.entity,
          }),
        ]
      : [],
    registry: { sender, recipient, states: {}, shelters: [], named: NAMED },
    now: "2026-11-24T09:02:00Z",
    exchange: draw.chance(generous ? 0.7 : 0.2) ? [EARLIER_SEARCH] : [],
  };
}

/** Purposes that often grant only a coarser rung than case files hold. */
const COARSENING = PURPOSES.filter(({ id }) =>
  ["VICTIM_IDENTIFICATION", "CRIMINAL_INVESTIGATION", "LABOUR_INSPECTION", "RISK_ALERT"].includes(
    id,
  ),
);

const EARLIER_SEARCH = {
  message: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
  exchangeId: "JPudh73WRpbPUd4sNyzTBA",
  from: "https://recipient.test",
  to: "https://sender.test",
  purpose: "IDENTITY_CROSS_CHECK",
  digest: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
  searchKind: "postRemoteSuspectSearch",
};

/** Of the agencies that are drawn as values one may be a guardian. */
const NAMED: PolicyInput["registry"]["named"] = {
  "https://ngo-b.test": {
    entity: "https://ngo-b.test",
    type: "childProtection",
    country: "XB",
    regime: "GDPR",
    flags: { vawa: false, shelter: false, publicPowers: true, officialAuthority: true },
  },
};
