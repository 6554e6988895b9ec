import {
  isJsonObject,
  readCompactJws,
  type StructuralResult,
  sha256Base64url,
  verifyJws,
} from "@safepassage/core";
import { type ParsedSdJwt, readSdJwt } from "@safepassage/disclosure";
import {
  type Agency,
  type Agreement,
  type Authorisation,
  type Consent,
  checkMessage,
  checkOpenedMessage,
  claimsDanger,
  type DecodedMessage,
  type DraftClear,
  isErasure,
  type SchemaIssue,
  type State,
} from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust/web";
import { requirePlainHeader } from "../form/canonical-form.ts";
import { MessageError } from "../message-error.ts";
import {
  MAX_DISCLOSURES,
  MESSAGE_TYPE,
  type ProtocolVersion,
  partyInfo,
  requireProtocol,
} from "../protocol.ts";
import { readConsents } from "../statements/consent.ts";
import { readAuthorisations } from "../statements/read-authorisations.ts";
import { type Carrier, requireSignedRequest } from "./carrier.ts";
import { requireCoverage, requireParties, requireTimes } from "./envelope-checks.ts";
import type { InspectOptions } from "./inspect-options.ts";
import { type ClearPayload, readClearPayload } from "./read-parts.ts";
import { revealMessage } from "./reveal-message.ts";
import { resultsOf } from "./structural.ts";

/** A message that passed every structural check that the given facts allowed. */
export interface InspectedMessage {
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
  /** Both parties, as the registry had them when the message was signed. */
  readonly sender?: Agency;
  readonly recipient?: Agency;
  readonly states?: Readonly<Record<string, State>>;
  readonly agreement?: Agreement;
  /** Consents whose assertions verify. */
  readonly consents?: readonly Consent[];
  /** Authorisations and prior authorisations whose tokens verify. */
  readonly authorisations?: readonly Authorisation[];
  readonly structural: readonly StructuralResult[];
  /** What is wrong with the shape of the message, for the validator. */
  readonly issues: readonly SchemaIssue[];
}

/**
 * Opens a signed message that is in no package, and carries out each structural check that the given facts
 * allow. The others are reported as not evaluated; without a registry not even the signature is checked.
 *
 * @param sdJwt - SD-JWT in compact form.
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 */
export function inspectMessage(sdJwt: string, options: InspectOptions): InspectedMessage {
  return inspectContent({ message: sdJwt }, options);
}

/**
 * Reads a message again that was opened, and then signed anew with another key. Its values are those that were opened:
 * only what rests on key and time is checked.
 *
 * @throws as {@link inspectMessage}; TypeError for another message.
 */
export function inspectAnew<Inspected extends InspectedMessage>(
  opened: Inspected,
  { sdJwt, jwt }: Pick<InspectedMessage, "sdJwt" | "jwt">,
  { registry, clock, ...agreed }: Anew,
): Inspected {
  const jws = readCompactJws(jwt, { typ: MESSAGE_TYPE });
  const { clear } = opened.message;
  const isSame =
    opened.jwt.split(".", 2)[1] === jws.payload &&
    opened.sdJwt === `${opened.jwt}${sdJwt.slice(jwt.length)}`;
  if (!isSame || clear === undefined) throw new TypeError("not the message that was opened");
  requireSignature({ jws }, clear, registry, clock.now());
  requireTimes(clear, clock.now());
  const { ended } = requireCoverage(clear, agreed, clock.now());
  if (ended !== undefined && !isErasure(opened.message)) throw ended;
  return { ...opened, sdJwt, jwt, digest: sha256Base64url(jwt), sdHash: sha256Base64url(sdJwt) };
}

type Anew = Required<Pick<InspectOptions, "registry" | "clock" | "findAgreement" | "profiles">> &
  Pick<InspectOptions, "findFormerAgreement">;

/** A signed message, with what its package shows, if it came in one. */
export interface Content {
  readonly message: string;
  /** `apu`: the digest of the sealer's entity id. */
  readonly sealer?: string;
  /** Version that the package names. */
  readonly spp?: ProtocolVersion;
  /** How the package came. */
  readonly carrier?: Carrier | undefined;
  /** Returns the next salt that follows from the seed. */
  readonly nextSalt?: () => string;
}

/** Makes the structural checks, the cheap ones first. */
export function inspectContent(
  { message: sdJwt, sealer, spp, carrier, nextSalt }: Content,
  options: InspectOptions,
): InspectedMessage {
  const { self, registry, clock, findAgreement, findFormerAgreement, profiles } = options;
  const parsed = readSdJwt(sdJwt, LIMITS);
  requirePlainHeader(parsed.jws);
  const { clear } = readClaims(parsed, profiles);
  const issuer = clear["env.sender.agencyId"];
  if (self !== undefined && clear["env.recipient.agencyId"] !== self) {
    throw new MessageError("MESSAGE_WRONG_AUDIENCE", "aud is not this agency");
  }
  if (sealer !== undefined && sealer !== partyInfo(issuer)) {
    throw new MessageError("PACKAGE_SENDER_MISMATCH", "apu is not the digest of the issuer");
  }
  if (registry !== undefined) requireSignature(parsed, clear, registry, clock.now());
  const digest = sha256Base64url(parsed.jwt);
  if (registry !== undefined) {
    options.onSigned?.({
      sender: issuer,
      digest,
      claimsDanger: () => hasUrgentPrivate(parsed, clear),
    });
    if (clear["env.test"] !== registry.test) {
      throw new MessageError("MESSAGE_TEST_MISMATCH", "message and registry differ in test");
    }
  }
  const version = requireProtocol(clear);
  if (spp !== undefined && spp !== version) {
    throw new MessageError("PACKAGE_MALFORMED", "package and message differ in spp");
  }
  requireSignedRequest(version, carrier);
  requireTimes(clear, clock.now());
  if (options.wasSeen?.({ iss: issuer, jti: clear["env.messageId"], digest })) {
    throw new MessageError("MESSAGE_REPLAYED", "message id or digest was seen before");
  }
  const coverage =
    findAgreement && profiles
      ? requireCoverage(clear, { findAgreement, findFormerAgreement, profiles }, clock.now())
      : undefined;
  const parties = registry && requireParties(clear, registry, clock.now());

  const message = revealMessage(parsed, clear, nextSalt);
  if (coverage?.ended !== undefined && !isErasure(message)) throw coverage.ended;
  const inspected: { -readonly [K in keyof InspectedMessage]: InspectedMessage[K] } = {
    message,
    sdJwt,
    jwt: parsed.jwt,
    digest,
    sdHash: sha256Base64url(sdJwt),
    resolved: [...parsed.disclosures.keys()],
    structural: resultsOf(options, { isSealed: nextSalt !== undefined, carrier }),
    // Clear and private part are parsed already, unless a threat to life excuses gaps in the latter.
    issues: claimsDanger(message.clear, message.private["private.urgency"])
      ? checkMessage(message)
      : checkOpenedMessage(message),
  };
  if (coverage !== undefined) inspected.agreement = coverage.agreement;
  if (registry !== undefined && parties !== undefined) {
    inspected.sender = parties.sender;
    inspected.recipient = parties.recipient;
    inspected.states = registry.states;
    inspected.consents = readConsents(message, registry, clock.now());
    inspected.authorisations = requireAuthorisations(message, registry, clock.now());
  }
  return inspected;
}

/**
 * Reads the claims in clear. Claims that cannot be read may be those of another catalogue: then a new version of the
 * program mends that, and its sender is told so.
 */
function readClaims({ payload }: ParsedSdJwt, profiles: InspectOptions["profiles"]): ClearPayload {
  try {
    return readClearPayload(payload);
  } catch (cause) {
    const { profile } = payload;
    const isOther = isSha256(profile) && profiles?.includes(profile) === false;
    if (!(cause instanceof MessageError) || !isOther) throw cause;
    throw new MessageError("MESSAGE_PROFILE_UNSUPPORTED", "claims of another catalogue", { cause });
  }
}

/**
 * The key must be in force at both times, issue and now: with a retired key the issuer could state
 * any time.
 */
function requireSignature(
  { jws }: Pick<ParsedSdJwt, "jws">,
  clear: DraftClear,
  registry: AgencyRegistry,
  now: Date,
): void {
  const issuer = clear["env.sender.agencyId"];
  registry.verifierFor(issuer, jws.kid ?? "", new Date(clear["env.createdAt"]));
  verifyJws(registry.verifierFor(issuer, jws.kid ?? "", now), jws);
}

/**
 * Refuses a message with a bad token: nothing may rest on it, and it could hold anything. A message
 * that claims a threat to life is not refused; rule R87 then says so.
 */
function requireAuthorisations(
  message: DecodedMessage,
  registry: AgencyRegistry,
  now: Date,
): readonly Authorisation[] {
  const { verified, refused } = readAuthorisations(message, registry, now);
  const [bad] = refused;
  if (bad !== undefined && !claimsDanger(message.clear, message.private["private.urgency"])) {
    const { entry, cause } = bad;
    throw new MessageError("AUTHORISATION_INVALID", `${entry}: ${cause.message}`, { cause });
  }
  return verified;
}

/** Looks into the signed `private` before it is known to be sound. */
function hasUrgentPrivate({ payload, disclosures }: ParsedSdJwt, clear: DraftClear): boolean {
  const signed = payload["_sd"];
  return [...disclosures.values()].some(
    ({ name, value, digest }) =>
      name === "private" &&
      Array.isArray(signed) &&
      signed.includes(digest) &&
      isJsonObject(value) &&
      claimsDanger(clear, value["urgency"]),
  );
}

const isSha256 = (value: unknown): value is string =>
  typeof value === "string" && /^[\w-]{43}$/.test(value);

/** Checked before the signature. No message needs more. */
const LIMITS = { typ: MESSAGE_TYPE, maxDisclosures: MAX_DISCLOSURES, maxDepth: 16 } as const;
