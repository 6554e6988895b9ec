import type { JsonObject } from "@safepassage/core";
import { claimsToClear, type DraftClear } from "@safepassage/schema";
import { issuesOf, kindOfFault, MessageError, type MessageIssue } from "../message-error.ts";

/** What the payload of an issuer-signed JWT says in clear. */
export interface ClearPayload {
  readonly clear: DraftClear;
  /** Digests of private and body, sorted. */
  readonly hidden: readonly string[];
}

/** Reads the payload of an issuer-signed JWT: exactly the claims in clear, and two digests. */
export function readClearPayload(payload: JsonObject): ClearPayload {
  const { _sd: hidden, _sd_alg: algorithm } = payload;
  if (algorithm !== "sha-256") throw wrong([issueAbout("_sd_alg", algorithm)]);
  if (!isTwoTexts(hidden)) throw wrong([issueAbout("_sd", hidden)]);
  try {
    return { clear: claimsToClear(payload, NO_CLAIMS), hidden };
  } catch (cause) {
    throw wrong(issuesOf(cause), cause);
  }
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
