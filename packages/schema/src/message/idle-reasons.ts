import type { Draft, Group } from "./message-model.ts";

/** What of a message says which reasons of necessity are about a value. */
interface Reasoned extends Pick<Draft, "clear" | "private"> {
  readonly body: Readonly<
    Record<string, Pick<Group, "kind"> & { readonly leaves: readonly { readonly f: string }[] }>
  >;
}

/**
 * Whether any reason of necessity of a message is about no value.
 *
 * @see docs/spec/messages.md#canonical-form
 */
export function hasIdleReason(message: Reasoned): boolean {
  // The list, or a member in it, may be missing where the message claims a threat to life.
  const reasons: readonly { readonly path?: string }[] | undefined =
    message.private["private.necessity"];
  const isIdle = idleReasonsIn(message);
  return (reasons ?? []).some(({ path }) => path !== undefined && isIdle(path));
}

/**
 * Tells of the path of a reason whether it is about no value: it is not in the message, and in an answer
 * not in a group of another message either. Such a reason says nothing, and could hide something.
 */
export function idleReasonsIn({
  clear,
  private: hidden,
  body,
}: Reasoned): (path: string) => boolean {
  const isAnswer =
    hidden["private.inReplyTo"] !== undefined && !VALUELESS.has(clear["env.messageType"]);
  return (path) => {
    const slash = path.indexOf("/");
    const gid = path.slice(0, slash);
    const group = Object.hasOwn(body, gid) ? body[gid] : undefined;
    if (group === undefined) return !isAnswer;
    const f = path.slice(slash + 1);
    const isHeader = group.kind === "subject" && PERSON_HEADER.has(f);
    return !isHeader && !group.leaves.some((leaf) => leaf.f === f);
  };
}

/** What the header of a person says of her, and a reason can be about. */
const PERSON_HEADER: ReadonlySet<string> = new Set(["subject.ledCategory", "subject.ageClass"]);
/** What these carry is of their own group: no value of another message that could need a reason. */
const VALUELESS: ReadonlySet<string> = new Set(["correction", "recall", "erasureCertificate"]);
