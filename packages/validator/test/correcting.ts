import type { Json } from "@safepassage/core";
import type {
  Body,
  DecodedMessage,
  ExchangeEntry,
  HeldMessage,
  Leaf,
  LegalBasis,
} from "@safepassage/schema";
import type { Fixture } from "./fixtures.ts";

/** What a correction changes in a test. */
export interface Change {
  /** `gid/field`. */
  readonly path: string;
  readonly values: readonly Json[];
  readonly action?: string;
}

/** Digest of the message that corrections of tests name. */
const DIGEST = "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM";

/** The body of a correction, one group a change. */
function correctionBody(changes: readonly Change[], message = DIGEST): Body {
  const groups = changes.map(({ path, values, action = "rectify" }, place) => {
    const leaves: Leaf[] = [
      { f: "correction.target", v: { message, path } },
      { f: "correction.action", v: action },
      { f: "correction.reason", v: "inaccurate" },
      ...values.map((v) => ({ f: "correction.value", v })),
    ];
    return [GIDS[place] ?? "", { kind: "correction", links: [], leaves }] as const;
  });
  return Object.fromEntries(groups);
}

/** A correction of the message of a fixture, which its judge holds. */
export function correctionOf(
  fixture: Fixture,
  changes: readonly Change[],
  target: DecodedMessage = fixture.message,
): Fixture {
  const { clear, private: hidden } = fixture.message;
  const { history, consents = [], authorisations = [] } = fixture;
  const held: HeldMessage = {
    digest: DIGEST,
    message: target,
    consents,
    authorisations,
    ...(history === undefined ? {} : { history }),
  };
  const message: DecodedMessage = {
    clear: {
      ...clear,
      "env.messageId": "8c706584-e337-4342-8d5d-480513d90480",
      "env.messageType": "correction",
      "env.legalBasis": [BASES[clear["env.sender.regime"]] ?? "LED#7(3)"],
      "env.shapeMark": "full",
      "env.channelGround": "none",
      "env.handling.conditions": [],
    },
    private: {
      ...hidden,
      "private.inReplyTo": clear["env.messageId"],
      "private.necessity": [],
      "private.consentRefs": [],
      "private.consentAssertions": [],
      "private.provenance": [],
    },
    body: correctionBody(changes),
  };
  const exchange = [entryOf(fixture.message)];
  return {
    ...fixture,
    message,
    consents: [],
    history: { log: { intentPrecedes: true }, jti: [], event: null, exchange, corrected: [held] },
  };
}

function entryOf({ clear, private: hidden }: DecodedMessage): ExchangeEntry {
  return {
    message: clear["env.messageId"],
    exchangeId: hidden["private.exchangeId"],
    from: clear["env.sender.agencyId"],
    to: clear["env.recipient.agencyId"],
    purpose: clear["env.purpose"],
    digest: DIGEST,
  };
}

const GIDS = [
  "Q5oQKBNJwqPP7MUZFCwvaQ",
  "kY2lTzR0bqVnW4cXhJ7m1A",
  "u9GdEoPw3sLfBt6NxKv8Zg",
] as const;
const BASES: Readonly<Record<string, LegalBasis>> = {
  GDPR: "GDPR#16",
  "UK-GDPR": "UK-GDPR#16",
  "UK-DPA-P3": "UK-DPA2018#38",
};
