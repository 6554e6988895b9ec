import type { Draft, Group } from "./message-model.ts";

/** The parts of a message that tell which reasons of necessity are about a value. */
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
  // Under a claimed threat to life the list, or a member in it, may be missing.
  const reasons: readonly { readonly path?: string }[] | undefined =
    message.private["private.necessity"];
  const isIdle = idleReasonsIn(message);
  return (reasons ?? []).some(({ path }) => path !== undefined && isIdle(path));
}

/**
 * Returns a test for the path of a reason: whether it points at no value. In an answer a path may also
 * point into the message that is answered. An idle reason says nothing, and could hide something.
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

/** Values in the header of a person that a reason can be about. */
const PERSON_HEADER: ReadonlySet<string> = new Set(["subject.ledCategory", "subject.ageClass"]);
/** Answers of these types carry no value of the message that they answer. */
const VALUELESS: ReadonlySet<string> = new Set(["correction", "recall", "erasureCertificate"]);
