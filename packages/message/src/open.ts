import { isJsonObject, type JsonObject, sha256Base64url, verifyJws } from "@safepassage/core";
import { type ParsedSdJwt, readSdJwt, reveal } from "@safepassage/disclosure";
import {
  type Agency,
  type Agreement,
  type Consent,
  checkMessage,
  checkOpenedMessage,
  type DecodedMessage,
  type DraftClear,
  type SchemaIssue,
  type State,
} from "@safepassage/schema";
import { requireCanonicalForm, requirePlainHeader } from "./canonical-form.ts";
import { readConsents } from "./consent.ts";
import { decodeBody } from "./decode-body.ts";
import {
  requireCoverage,
  requireHolderKey,
  requireRegistryFacts,
  requireTimes,
} from "./envelope-checks.ts";
import { MAX_DISCLOSURES, MESSAGE_TYPE } from "./issue.ts";
import { MessageError } from "./message-error.ts";
import type { OpenOptions } from "./open-options.ts";
import { openPackage } from "./open-package.ts";
import { partyInfo } from "./package.ts";
import { readClearPayload } from "./read-clear.ts";
import { claimsThreatToLife, readPrivate } from "./read-private.ts";
import { createSaltSequence } from "./salts.ts";
import type { StructuralResult } from "./structural.ts";

/** A message that passed every structural check. Its values are judged by the validator. */
export interface OpenedMessage {
  /** Where it claims a threat to life, members of its private part may be missing. */
  readonly message: DecodedMessage;
  /** The whole SD-JWT as received. */
  readonly sdJwt: string;
  /** The issuer-signed JWT alone. */
  readonly jwt: string;
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  /** SHA-256 of the whole SD-JWT as received. */
  readonly sdHash: string;
  /** Digests of the disclosures, in the order received. */
  readonly resolved: readonly string[];
  readonly sender: Agency;
  readonly recipient: Agency;
  readonly states: Readonly<Record<string, State>>;
  readonly agreement: Agreement;
  /** Consents whose assertions verify. */
  readonly consents: readonly Consent[];
  readonly structural: readonly StructuralResult[];
  /** What is wrong with the shape of the message: an input of the validator. */
  readonly issues: readonly SchemaIssue[];
}

/**
 * Opens a sealed message and carries out the structural checks, in the order of their cost.
 *
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 * @see `docs/spec/messages.md#structural-checks`
 */
export function openMessage(sealed: string, options: OpenOptions): OpenedMessage {
  const { self, registry, clock } = options;
  const { message: sdJwt, seed, sealer } = openPackage(sealed, self, options.findKey);

  const parsed = readSdJwt(sdJwt, LIMITS);
  requirePlainHeader(parsed.jws);
  const { clear } = readClearPayload(parsed.payload);
  const iat = new Date(clear["env.createdAt"]);
  const issuer = clear["env.sender.agencyId"];
  if (clear["env.recipient.agencyId"] !== self) {
    throw new MessageError("MESSAGE_WRONG_AUDIENCE", "aud is not this agency");
  }
  if (sealer !== partyInfo(issuer)) {
    throw new MessageError("PACKAGE_SENDER_MISMATCH", "apu is not the digest of the issuer");
  }
  // In force when signed and now: the issuer's word for the time of a retired key proves nothing.
  registry.verifierFor(issuer, parsed.jws.kid ?? "", iat);
  verifyJws(registry.verifierFor(issuer, parsed.jws.kid ?? "", clock.now()), parsed.jws);

  const { jwt } = parsed;
  const digest = sha256Base64url(jwt);
  options.onSigned?.({
    sender: issuer,
    digest,
    claimsThreatToLife: () => hasUrgentPrivate(parsed),
  });
  if (clear["env.test"] !== registry.test) {
    throw new MessageError("MESSAGE_TEST_MISMATCH", "the message and the registry differ in test");
  }
  requireTimes(clear, clock.now());
  if (options.wasSeen?.({ iss: issuer, jti: clear["env.messageId"], digest })) {
    throw new MessageError("MESSAGE_REPLAYED", "message id or digest was seen before");
  }
  const agreement = requireCoverage(clear, options, clock.now());
  const sender = registry.agencyAt(issuer, iat);
  const recipient = registry.agencyAt(self, iat);
  requireRegistryFacts(clear, sender, recipient);
  requireHolderKey(clear, registry);

  const message = revealMessage(parsed, clear, seed);
  return {
    message,
    sdJwt,
    jwt,
    digest,
    sdHash: sha256Base64url(sdJwt),
    resolved: [...parsed.disclosures.keys()],
    sender,
    recipient,
    states: registry.states,
    agreement,
    consents: readConsents(message, registry, clock.now()),
    structural: options.wasSeen === undefined ? WITHOUT_REPLAY : RESULTS,
    issues: findShapeIssues(message),
  };
}

/** Looks at what is signed as `private` before it is known to be sound. */
function hasUrgentPrivate({ payload, disclosures }: ParsedSdJwt): boolean {
  const signed = payload["_sd"];
  return [...disclosures.values()].some(
    ({ name, value, digest }) =>
      name === "private" &&
      Array.isArray(signed) &&
      signed.includes(digest) &&
      isJsonObject(value) &&
      claimsThreatToLife(value["urgency"]),
  );
}

/** Clear and private part were parsed on the way here, but for what a threat to life excuses. */
function findShapeIssues(message: DecodedMessage): readonly SchemaIssue[] {
  return claimsThreatToLife(message.private["private.urgency"])
    ? checkMessage(message)
    : checkOpenedMessage(message);
}

function revealMessage(parsed: ParsedSdJwt, clear: DraftClear, seed: Uint8Array): DecodedMessage {
  if (parsed.keyBinding !== undefined) {
    throw new MessageError("MESSAGE_DISCLOSURES_INCOMPLETE", "a first delivery has no key binding");
  }
  const revealed = reveal(parsed);
  if (revealed.unresolved.size > 0) {
    throw new MessageError("MESSAGE_DISCLOSURES_INCOMPLETE", "a digest is not opened");
  }
  // After that: where a disclosure was left out, all salts behind it are those of others.
  const nextSalt = createSaltSequence(seed);
  for (const { salt } of parsed.disclosures.values()) {
    if (salt !== nextSalt()) {
      throw new MessageError("MESSAGE_SALT_NOT_DERIVED", "a salt is not the next of the seed");
    }
  }
  const privatePart = revealed.top.inner?.get("private");
  const bodyPart = revealed.top.inner?.get("body");
  if (privatePart?.disclosure === undefined || bodyPart?.disclosure === undefined) {
    throw new MessageError("MESSAGE_DISCLOSURES_INCOMPLETE", "private or body is missing");
  }
  if (privatePart.inner !== undefined) {
    throw new MessageError("MESSAGE_LAYOUT_WRONG", "private holds a disclosure of its own");
  }

  const { private: hidden, body } = revealed.claims as JsonObject;
  const message = {
    clear: {
      ...clear,
      "env.digest.private": privatePart.disclosure.digest,
      "env.digest.body": bodyPart.disclosure.digest,
    },
    private: readPrivate(hidden, clear["env.test"]),
    body: decodeBody(body, bodyPart),
  };
  // Last, so that what is plainly wrong has its own code.
  requireCanonicalForm(parsed, revealed.resolved, bodyPart.disclosure.digest);
  return message;
}

const passed = (rule: StructuralResult["rule"]): StructuralResult => ({ rule, outcome: "passed" });
const missing = (rule: StructuralResult["rule"], input: string): StructuralResult => ({
  rule,
  outcome: "notEvaluated",
  missing: [input],
});

/** What an opened message has passed, by whether replays were looked for. */
const RESULTS: readonly StructuralResult[] = [
  passed("E01"),
  missing("E02", "transport authentication (reserved)"),
  passed("E03"),
  passed("E04"),
  passed("E05"),
  passed("E06"),
  passed("E07"),
  passed("E08"),
  passed("E09"),
  passed("E10"),
  passed("E11"),
  missing("E12", "log proof (reserved)"),
];
const WITHOUT_REPLAY: readonly StructuralResult[] = RESULTS.map((result) =>
  result.rule === "E04" ? missing("E04", "replay memory") : result,
);

/** Bounds, checked before the signature is: what lies beyond them no message needs. */
const LIMITS = { typ: MESSAGE_TYPE, maxDisclosures: MAX_DISCLOSURES, maxDepth: 16 } as const;
