import type { FactContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import { type Effect, noteEvent } from "./effect.ts";

/** Records that a message was signed again as another one. Each is found by the digest of the other. */
export const replacement = (before: string, after: string, at: string): readonly Effect[] => [
  noteEvent(REPLACED_BY, at, `${before} ${after}`),
  noteEvent(REPLACES, at, `${after} ${before}`),
];

/** The message that goes in the place of one, after all replacements: itself, if it was not replaced. */
export function standInFor({ facts }: Pick<FactContext, "facts">, digest: string): string {
  const [event] = facts.events.about(REPLACED_BY, digest);
  return event === undefined ? digest : standInFor({ facts }, otherIn(event, digest));
}

/** The messages that one took the place of, the last one first. */
export function originalsOf(
  { facts }: Pick<FactContext, "facts">,
  digest: string,
): readonly string[] {
  return facts.events.about(REPLACES, digest).flatMap((event) => {
    const before = otherIn(event, digest);
    return [before, ...originalsOf({ facts }, before)];
  });
}

/** What a message sent shows of its replacement. */
export interface Replacement {
  /** Digest of the message that was signed in its place. */
  readonly replacedBy?: string;
  /** Digest of the message whose place it took. */
  readonly replaces?: string;
}

/** Shows which message took the place of one, and whose place it took itself. */
export async function showReplacement(
  { events }: Pick<Tx, "events">,
  digest: string,
): Promise<Replacement> {
  const [after] = await events.about(REPLACED_BY, digest);
  const [before] = await events.about(REPLACES, digest);
  return {
    ...(after && { replacedBy: otherIn(after, digest) }),
    ...(before && { replaces: otherIn(before, digest) }),
  };
}

const otherIn = ({ ref = "" }: { readonly ref?: string }, digest: string): string =>
  ref.slice(digest.length + 1);

/** Kinds of the two events; `ref` is one digest, a space and the other. */
const REPLACED_BY = "replacedBy";
const REPLACES = "replaces";
