import type { Draft } from "@safepassage/schema";

/**
 * Whether a reason of necessity is about no value: its path is not in the message, and in an answer
 * not in a group of another message either. Such a reason says nothing, and could hide something.
 */
export function hasIdleReason({
  clear,
  private: hidden,
  body,
}: Pick<Draft, "clear" | "private" | "body">): boolean {
  const isAnswer =
    hidden["private.inReplyTo"] !== undefined && !VALUELESS.has(clear["env.messageType"]);
  // The list, or a member in it, may be missing where the message claims a threat to life.
  const reasons: readonly { readonly path?: string }[] | undefined = hidden["private.necessity"];
  return (reasons ?? []).some(({ path }) => {
    if (path === undefined) return false;
    const slash = path.indexOf("/");
    const gid = path.slice(0, slash);
    if (!Object.hasOwn(body, gid)) return !isAnswer;
    const group = body[gid];
    const f = path.slice(slash + 1);
    if (group === undefined) return true;
    const isHeader = group.kind === "subject" && PERSON_HEADER.has(f);
    return !isHeader && !group.leaves.some((leaf) => leaf.f === f);
  });
}

/** What the header of a person says of her, and a reason can be about. */
const PERSON_HEADER: ReadonlySet<string> = new Set(["subject.ledCategory", "subject.ageClass"]);
/** What these carry is of their own group: no value of another message that could need a reason. */
const VALUELESS: ReadonlySet<string> = new Set(["correction", "recall", "erasureCertificate"]);
