import type { DecodedMessage } from "./message-model.ts";

/** Lists the digests of messages that a message names, to correct, recall, erase, pass on or ask about. */
export function namedDigests({ body }: Pick<DecodedMessage, "body">): ReadonlySet<string> {
  let named: Set<string> | undefined;
  for (const gid of Object.keys(body)) {
    const group = body[gid];
    if (group === undefined || !NAMING.has(group.kind)) continue;
    for (const { f, v } of group.leaves) {
      if (named !== undefined && named.size >= MAX_NAMED) return named;
      const digest = f === "correction.target" ? (v as { message?: unknown }).message : v;
      if (FIELDS.has(f) && typeof digest === "string") {
        named ??= new Set();
        named.add(digest);
      }
    }
  }
  return named ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();
const FIELDS: ReadonlySet<string> = new Set([
  "correction.target",
  "recall.target",
  "cancellation.target",
  "erasure.messageDigest",
  "onward.target",
  "rights.target",
  "breach.messages",
]);
/** Kinds of the groups that have them. */
const NAMING: ReadonlySet<string> = new Set([...FIELDS].map((field) => field.split(".")[0] ?? ""));
/** The most that the fields of a message may hold. */
const MAX_NAMED = 512;
