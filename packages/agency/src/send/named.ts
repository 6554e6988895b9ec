import type { DecodedMessage, Draft } from "@safepassage/schema";
import { standInFor } from "../effects/replaced.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";

/**
 * Refuses a draft that names a message by a digest or id that it had before it was signed again, and not the one that
 * goes in its place: that one would escape a correction, such as its erasure.
 */
export async function requireNamed(context: AgencyContext, tx: Tx, draft: Draft): Promise<void> {
  const names = namedBy(draft);
  const messages = await workOutIn(context, tx, (read) => {
    const answered = read.facts.outbox.find(draft.private["private.inReplyTo"] ?? "");
    const isGone = (digest: string, beside: readonly string[]): boolean => {
      const now = standInFor(read, digest);
      return now !== digest && !beside.includes(now);
    };
    return [
      ...names.filter((digest) => isGone(digest, names)),
      ...(answered && isGone(answered.digest, []) ? [answered.digest] : []),
    ];
  });
  if (messages.length === 0) return;
  throw new AgencyError("GATEWAY_MESSAGE_REPLACED", "it names a message that is replaced", {
    details: { messages },
  });
}

/** The digests in a message, of other messages for the most part. It may be of unsound shape. */
export function namedBy({ body }: Pick<DecodedMessage, "body">): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string" && isDigest(value)) found.add(value);
    if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  look(body);
  return [...found];
}

export const isDigest = (text: string): boolean => /^[\w-]{43}$/.test(text);
