import { canonicalJson, encodeUtf8, type Json, sha256Base64url } from "@safepassage/core";
import { originalsOf, standInFor } from "../effects/replaced.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { OutboxRow, Submission } from "../store/rows.ts";

/**
 * Names a submission by its route, the case system's key, and the digest of its request.
 *
 * Two routes never share a key: otherwise a withdrawal might find a referral, and erase nothing.
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
 * Finds the message that the same submission stored before, if any.
 *
 * @throws {@link AgencyError} `GATEWAY_IDEMPOTENCY_KEY_REUSED` if the key names another
 *   request; `GATEWAY_IDEMPOTENCY_KEY_ERASED` if its message is erased: a request under the key must neither be sent
 *   again nor count as sent.
 */
async function findSubmitted(
  { outbox }: Pick<Tx, "outbox">,
  submission: Submission,
): Promise<OutboxRow | undefined> {
  const found = await outbox.findSubmission(submission.key);
  if (found === undefined) return undefined;
  // The digest of the request is erased, since the request could be guessed from it.
  if (found.request === undefined) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_ERASED", "the message of this key is erased");
  }
  if (found.request !== submission.request) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_REUSED", "another request has this key");
  }
  return found.row;
}

type Earlier = Pick<OutboxRow, "id" | "digest" | "state"> & {
  readonly further?: readonly string[];
};

/** What the same submission was told before, with the further corrections of a withdrawal; `undefined` if it is new. */
export async function submittedBefore(
  context: AgencyContext,
  tx: Tx,
  submission: Submission,
): Promise<Earlier | undefined> {
  const row = await findSubmitted(tx, submission);
  if (row === undefined) return undefined;
  const { id, digest, state } = row;
  const further = await workOutIn(context, tx, ({ facts }) =>
    [digest, ...originalsOf({ facts }, digest)].flatMap((one) =>
      facts.events
        .about(FURTHER, one)
        .map(({ ref = "" }) => standInFor({ facts }, ref.slice(one.length + 1))),
    ),
  );
  return { id, digest, state, ...(further.length === 0 ? {} : { further }) };
}

/** Kind of the event for each further correction of a withdrawal; `ref` is the digest of the first and its own. */
export const FURTHER = "withdrawnFurther";
