import { canonicalJson, encodeUtf8, type Json, sha256Base64url } from "@safepassage/core";
import { AgencyError } from "../setting/agency-error.ts";
import type { Tx } from "../store/ports.ts";
import type { OutboxRow, Submission } from "../store/rows.ts";

/**
 * Names a submission by its route, the key that the case system chose, and what it asks for.
 *
 * Two routes never share a key: a withdrawal that found the referral instead would erase nothing.
 *
 * @throws CoreError `CANONICAL_UNSUPPORTED`.
 */
export function nameSubmission(
  route: "/messages" | "/withdrawals",
  key: string | undefined,
  request: object,
): Submission | undefined {
  if (key === undefined) return undefined;
  const digest = (text: string): string => sha256Base64url(encodeUtf8(text));
  return { key: digest(`${route} ${key}`), request: digest(canonicalJson(request as Json)) };
}

/**
 * The message that was stored for the same submission, if any.
 *
 * @throws {@link AgencyError} `GATEWAY_IDEMPOTENCY_KEY_REUSED` where the key names another
 *   request; `GATEWAY_IDEMPOTENCY_KEY_ERASED` where its message is erased: whatever comes under the key must not be
 *   sent again, nor pass for sent.
 */
export async function findSubmitted(
  { outbox }: Pick<Tx, "outbox">,
  submission: Submission,
): Promise<OutboxRow | undefined> {
  const found = await outbox.findSubmission(submission.key);
  if (found === undefined) return undefined;
  // What it asked for is not known any more, since it could be guessed.
  if (found.request === undefined) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_ERASED", "the message of this key is erased");
  }
  if (found.request !== submission.request) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_REUSED", "another request has this key");
  }
  return found.row;
}
