import {
  type Clock,
  type JsonObject,
  type JwsAlgorithm,
  toNumericDate,
  type Verifier,
  verifyJws,
} from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import {
  type KeyBindingPolicy,
  requireKeyBinding,
  requireKeyBindingPolicy,
} from "./key-binding.ts";
import type { SdJwtLimits } from "./limits.ts";
import { type ParsedSdJwt, readSdJwt } from "./read.ts";
import { type Revealed, reveal } from "./reveal.ts";
import { requireValidTimes } from "./validity.ts";

/** Everything a verifier has to decide. There are no defaults, so that nothing is skipped unseen. */
export interface SdJwtPolicy {
  /**
   * Finds the issuer's key. Header and payload are not verified yet; throw to refuse.
   *
   * @param payload - With digests, before disclosures are put back.
   */
  resolveVerifier(header: JsonObject, payload: JsonObject): Verifier;
  /** Admitted algorithms of both signatures, as `PROTOCOL_ALGORITHMS` of core. */
  readonly algorithms: Readonly<Record<string, JwsAlgorithm>>;
  /** Exact `typ` of the issuer-signed JWT. */
  readonly typ: string;
  readonly keyBinding: KeyBindingPolicy;
  /** `true` refuses digests without disclosure: withheld claims and decoys. */
  readonly requireAllResolved: boolean;
  /** `ignore` is for evidence that is looked at later: times must still be numbers. */
  readonly checkExpiry: "enforce" | "ignore";
  readonly clock: Clock;
  /** How far `iat` and `nbf` may lie ahead, because clocks differ. */
  readonly skewSeconds: number;
  readonly limits?: SdJwtLimits;
}

/** An SD-JWT whose signatures, disclosures and times are as the policy asks. */
export interface VerifiedSdJwt extends Revealed {
  readonly header: JsonObject;
  readonly parsed: ParsedSdJwt;
}

/**
 * Verifies an SD-JWT, with or without key binding, under an explicit policy.
 *
 * `aud` and `iss` of the issuer-signed JWT are claims like others: the caller judges them.
 *
 * @throws {@link DisclosureError}; `CoreError` `JWS_*` for the issuer-signed JWT.
 * @throws TypeError for a policy that leaves something open.
 * @see RFC 9901, Sections 7.1 and 7.3
 */
export function verifySdJwt(compact: string, policy: SdJwtPolicy): VerifiedSdJwt {
  requirePolicy(policy);
  const { algorithms, typ, keyBinding, clock, skewSeconds, limits } = policy;
  const parsed = readSdJwt(compact, { ...limits, algorithms, typ });
  const { jws, payload } = parsed;
  if (parsed.keyBinding !== undefined && keyBinding.mode === "forbidden") {
    throw new DisclosureError("DISCLOSURE_KB_FORBIDDEN", "a key binding JWT was sent");
  }

  verifyJws(policy.resolveVerifier(jws.header, payload), jws);
  const now = toNumericDate(clock.now());
  const judgedAt = policy.checkExpiry === "enforce" ? now : undefined;
  requireValidTimes(payload, judgedAt, skewSeconds, TIME_CODES);

  const revealed = reveal(parsed);
  if (policy.requireAllResolved && revealed.unresolved.size > 0) {
    throw new DisclosureError("DISCLOSURE_UNRESOLVED", `${revealed.unresolved.size} digests`);
  }
  // Again: an exp that was disclosed counts like one in the clear.
  requireValidTimes(revealed.claims, judgedAt, skewSeconds, TIME_CODES);
  if (keyBinding.mode === "required") {
    requireKeyBinding(parsed, revealed.claims, keyBinding, { now, skewSeconds });
  }
  return { ...revealed, header: jws.header, parsed };
}

/** Types do not bind callers in JavaScript; a policy with a hole must not verify anything. */
function requirePolicy(policy: SdJwtPolicy): void {
  if (typeof policy.algorithms !== "object" || policy.algorithms === null) {
    throw new TypeError("algorithms must be a table");
  }
  if (typeof policy.typ !== "string" || policy.typ === "") throw new TypeError("typ must be given");
  if (typeof policy.requireAllResolved !== "boolean") {
    throw new TypeError("requireAllResolved must be true or false");
  }
  if (policy.checkExpiry !== "enforce" && policy.checkExpiry !== "ignore") {
    throw new TypeError('checkExpiry must be "enforce" or "ignore"');
  }
  if (!(Number.isFinite(policy.skewSeconds) && policy.skewSeconds >= 0)) {
    throw new TypeError("skewSeconds must be a number of seconds");
  }
  requireKeyBindingPolicy(policy.keyBinding);
}

const TIME_CODES = {
  invalid: "DISCLOSURE_TIME_INVALID",
  expired: "DISCLOSURE_EXPIRED",
  notYetValid: "DISCLOSURE_NOT_YET_VALID",
  issuedInFuture: "DISCLOSURE_ISSUED_IN_FUTURE",
} as const;
