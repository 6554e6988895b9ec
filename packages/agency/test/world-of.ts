import { type Clock, createFixedClock } from "@safepassage/core";
import { issueConsentAssertion } from "@safepassage/message";
import type { PolicyInput } from "@safepassage/policy";
import {
  type Agency,
  type Draft,
  EMPTY_HISTORY,
  type History,
  PROFILE_DIGEST,
} from "@safepassage/schema";
import {
  type AgencyRegistry,
  createSigner,
  generateSigningKey,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import type { SenderFacts } from "../src/index.ts";

const KEYS = { sender: generateSigningKey("ES256"), recipient: generateSigningKey("Ed25519") };

/** Two agencies, and a draft from one to the other with all facts of both. */
export interface World {
  readonly draft: Draft;
  readonly facts: SenderFacts;
}

export const SIGNER = createSigner(KEYS.sender);

/**
 * Makes the facts of a judge real: keys, a registry that has both agencies, and for each consent an
 * assertion that the sender signed. Sender and recipient hold the same.
 */
export function worldOf(input: PolicyInput, history: Partial<History> = {}): World {
  const now = createFixedClock(input.now);
  const draft = draftOf(input, now);
  const known: History = { ...EMPTY_HISTORY, exchange: input.exchange ?? [], ...history };
  return {
    draft,
    facts: {
      registry: registryOf(input),
      findAgreement: (sha256) =>
        sha256 === input.agreement.sha256
          ? { ...input.agreement, profiles: [PROFILE_DIGEST] }
          : undefined,
      now: now.now(),
      historyOf: () => known,
    },
  };
}

function draftOf({ message, consents }: PolicyInput, clock: Clock): Draft {
  const { "env.sender.agencyId": holder, "env.recipient.agencyId": recipient } = message.clear;
  const {
    "env.digest.private": _,
    "env.digest.body": __,
    ...clear
  } = message.clear as Draft["clear"] & Record<"env.digest.private" | "env.digest.body", string>;
  return {
    clear: {
      ...clear,
      "env.profile": PROFILE_DIGEST,
      "env.holder": { entity: recipient, thumbprint: KEYS.recipient.kid },
    },
    private: {
      ...message.private,
      "private.consentRefs": consents.map(({ ref }) => ref),
      "private.consentAssertions": consents.map((consent) =>
        issueConsentAssertion(consent, { holder, recipient, signer: SIGNER, clock }),
      ),
    },
    body: message.body,
  };
}

function registryOf({ registry }: PolicyInput): AgencyRegistry {
  const { sender, recipient, states, shelters, named } = registry;
  const others = new Map<string, Agency>(Object.entries(named));
  for (const entity of shelters) {
    others.set(entity, { ...recipient, entity, flags: { ...recipient.flags, shelter: true } });
  }
  others.delete(sender.entity);
  others.delete(recipient.entity);
  return parseRegistry({
    spp: "1.0",
    test: true,
    issuedAt: "2026-11-01T00:00:00Z",
    states: { ...scenarios.states, ...states },
    agencies: [
      entryOf(sender, KEYS.sender),
      entryOf(recipient, KEYS.recipient),
      ...[...others.values()].map((one) => entryOf(one, generateSigningKey("Ed25519"))),
    ],
  });
}

function entryOf({ entity, name: _, ...facts }: Agency, key: PrivateJwk): object {
  const from = "2026-01-01T00:00:00Z";
  return {
    entity,
    name: entity,
    facts: [{ from, ...facts }],
    keys: [{ jwk: publicJwk(key), from, status: "active" }],
  };
}
