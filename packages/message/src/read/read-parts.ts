import { isJsonObject, type JsonObject } from "@safepassage/core";
import {
  claimsDanger,
  claimsToClear,
  type DraftClear,
  type LastingClear,
  lastingClaims,
  NEVER_QUARANTINED,
  PROFILE_DIGEST,
  type Private,
  privateFromWire,
  SchemaError,
} from "@safepassage/schema";
import { issuesOf, kindOfFault, MessageError, type MessageIssue } from "../message-error.ts";

/** What the payload of an issuer-signed JWT says in clear. */
export interface ClearPayload {
  readonly clear: DraftClear;
  /** Digests of private and body, sorted. */
  readonly hidden: readonly string[];
}

/** Reads the payload of an issuer-signed JWT: exactly the claims in clear, and two digests. */
export function readClearPayload(payload: JsonObject): ClearPayload {
  const hidden = hiddenIn(payload);
  try {
    return { clear: claimsToClear(payload, NO_CLAIMS), hidden };
  } catch (cause) {
    throw wrong(issuesOf(cause), cause);
  }
}

/**
 * Reads the payload of a message that is kept as evidence. Evidence outlives the catalogue: of a message that names
 * another, the claims that every catalogue has are enough.
 */
export function readKeptPayload(
  payload: JsonObject,
): Omit<ClearPayload, "clear"> & { readonly clear: LastingClear } {
  try {
    return readClearPayload(payload);
  } catch (cause) {
    const clear = payload["profile"] === PROFILE_DIGEST ? undefined : lastingClaims(payload);
    if (clear === undefined) throw cause;
    return { clear, hidden: hiddenIn(payload) };
  }
}

/** Reads the digests of private and body. */
function hiddenIn({ _sd: hidden, _sd_alg: algorithm }: JsonObject): readonly string[] {
  if (algorithm !== "sha-256") throw wrong([issueAbout("_sd_alg", algorithm)]);
  if (!isTwoTexts(hidden)) throw wrong([issueAbout("_sd", hidden)]);
  return hidden;
}

/**
 * Reads the private part of a message whose signature is good.
 *
 * A threat to life is not refused because the sender forgot a member: what is there is returned,
 * the validator names what is missing, and the message waits in quarantine. A wrong value or an
 * unknown member is refused even then: it could be free text.
 *
 * @param clear - Its claims in clear: they say whether it is a test, and what it is.
 * @see `docs/spec/messages.md#threat-to-life`
 */
export function readPrivate(wire: unknown, clear: Claims): Private {
  try {
    return privateFromWire(wire, { test: clear["env.test"], parsed: true });
  } catch (cause) {
    if (isJsonObject(wire) && isMendable(cause) && claimsDanger(clear, wire["urgency"])) {
      const named = Object.entries(wire).map(([name, value]) => [`private.${name}`, value]);
      return Object.fromEntries(named) as Private;
    }
    const issues = issuesOf(cause);
    const code = `MESSAGE_PRIVATE_${kindOfFault(issues)}` as const;
    throw new MessageError(code, "private is not as specified", { issues, cause });
  }
}

type Claims = Pick<DraftClear, "env.test" | "env.purpose" | "env.messageType">;

/**
 * Whether a person can mend each fault, as the catalogue says. In `private` that is a missing
 * member.
 */
function isMendable(cause: unknown): boolean {
  return (
    cause instanceof SchemaError &&
    cause.issues.every(({ rule }) => !NEVER_QUARANTINED.includes(rule))
  );
}

const NO_CLAIMS = { besides: ["_sd", "_sd_alg"], parsed: true };

function wrong(issues: readonly MessageIssue[], cause?: unknown): MessageError {
  const code = `MESSAGE_CLAIM_${kindOfFault(issues)}` as const;
  return new MessageError(code, "the claims in clear are not as specified", { issues, cause });
}

const issueAbout = (name: string, value: unknown): MessageIssue => ({
  pointer: `/${name}`,
  code: value === undefined ? "MEMBER_MISSING" : "WRONG_TYPE",
});

const isTwoTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string");
