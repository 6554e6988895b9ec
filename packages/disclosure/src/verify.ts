import { type Clock, type JsonObject, type JwsAlgorithm, toNumericDate } from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import {
  type KeyBindingPolicy,
  requireKeyBinding,
  requireKeyBindingPolicy,
} from "./key-binding.ts";
import { demand, type SdJwtLimits } from "./limits.ts";
import { type ParsedSdJwt, readSdJwt } from "./read.ts";
import { type Revealed, reveal } from "./reveal.ts";
import {
  type FormPolicy,
  type ResolveVerifier,
  requireFormPolicy,
  verifySignatures,
} from "./signature-policy.ts";
import { requireValidTimes } from "./validity.ts";

/** Everything a verifier must decide. Decisions have no default, so that nothing is skipped unnoticed. */
export interface SdJwtPolicy {
  /**
   * Finds the issuer's key by protected header and payload (with digests, before disclosures are put
   * back). Nothing is verified yet. Throw to refuse.
   */
  readonly resolveVerifier: ResolveVerifier;
  /** Algorithms to accept for both signatures, such as `PROTOCOL_ALGORITHMS` of core. */
  readonly algorithms: Readonly<Record<string, JwsAlgorithm>>;
  /** Exact `typ` of the issuer-signed JWT. */
  readonly typ: string;
  readonly keyBinding: KeyBindingPolicy;
  /** `true` refuses digests without a disclosure: withheld claims and decoys. */
  readonly requireAllResolved: boolean;
  /** `ignore` is for evidence examined later. Times must still be numbers. */
  readonly checkExpiry: "enforce" | "ignore";
  readonly clock: Clock;
  /** How far `iat` and `nbf` may lie ahead, because clocks differ. */
  readonly skewSeconds: number;
  /** The form to accept and, for general form, which signatures count. Default: compact only. */
  readonly serialization?: FormPolicy;
  readonly limits?: SdJwtLimits;
}

/** An SD-JWT whose signatures, disclosures and times satisfy the policy. */
export interface VerifiedSdJwt extends Revealed {
  /** Protected header of the first signature. */
  readonly header: JsonObject;
  readonly parsed: ParsedSdJwt;
  /** Number of signatures that the policy left unverified; 0 unless it says `first`. */
  readonly unverifiedSignatures: number;
}

/**
 * Verifies an SD-JWT, with or without key binding, under an explicit policy.
 *
 * `aud` and `iss` of the issuer-signed JWT are ordinary claims: the caller must check them.
 *
 * @throws {@link DisclosureError}; `CoreError` `JWS_*` for the issuer-signed JWT.
 * @throws TypeError for a policy that leaves something open.
 * @see RFC 9901, Sections 7.1, 7.3 and 8.4
 */
export function verifySdJwt(text: string, policy: SdJwtPolicy): VerifiedSdJwt {
  requirePolicy(policy);
  const { algorithms, typ, keyBinding, clock, skewSeconds, limits } = policy;
  const { serialization = COMPACT } = policy;
  const parsed = readSdJwt(text, { ...limits, algorithms, typ, form: serialization.form });
  const { jws, payload } = parsed;
  if (parsed.keyBinding !== undefined && keyBinding.mode === "forbidden") {
    throw new DisclosureError("DISCLOSURE_KB_FORBIDDEN", "a key binding JWT was sent");
  }

  const unverifiedSignatures = verifySignatures(parsed, serialization, policy.resolveVerifier);
  const now = toNumericDate(clock.now());
  const judgedAt = policy.checkExpiry === "enforce" ? now : undefined;
  requireValidTimes(payload, judgedAt, skewSeconds, TIME_CODES);

  const revealed = reveal(parsed);
  if (policy.requireAllResolved && revealed.unresolved.size > 0) {
    throw new DisclosureError("DISCLOSURE_UNRESOLVED", `${revealed.unresolved.size} digests`);
  }
  // Checked again, because a disclosed exp counts like one in the clear.
  requireValidTimes(revealed.claims, judgedAt, skewSeconds, TIME_CODES);
  if (keyBinding.mode === "required") {
    requireKeyBinding(parsed, revealed.claims, keyBinding, { now, skewSeconds });
  }
  return { ...revealed, header: jws.header, parsed, unverifiedSignatures };
}

/** Checks the policy at run time, because types do not bind callers in JavaScript. */
function requirePolicy(policy: SdJwtPolicy): void {
  const { algorithms, typ, requireAllResolved: all, checkExpiry, skewSeconds } = policy;
  demand(typeof algorithms === "object" && algorithms !== null, "algorithms must be a table");
  demand(typeof typ === "string" && typ !== "", "typ must be given");
  demand(typeof all === "boolean", "requireAllResolved must be true or false");
  const isKnown = checkExpiry === "enforce" || checkExpiry === "ignore";
  demand(isKnown, 'checkExpiry must be "enforce" or "ignore"');
  const isSkew = Number.isFinite(skewSeconds) && skewSeconds >= 0;
  demand(isSkew, "skewSeconds must be a number of seconds");
  requireKeyBindingPolicy(policy.keyBinding);
  if (policy.serialization !== undefined) requireFormPolicy(policy.serialization);
}

const COMPACT: FormPolicy = { form: "compact" };

const TIME_CODES = {
  invalid: "DISCLOSURE_TIME_INVALID",
  expired: "DISCLOSURE_EXPIRED",
  notYetValid: "DISCLOSURE_NOT_YET_VALID",
  issuedInFuture: "DISCLOSURE_ISSUED_IN_FUTURE",
} as const;
