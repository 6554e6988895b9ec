import type { Message } from "./queries.ts";

/** What it means for a message received that others have had the key of its sender. */
export interface StolenKey {
  readonly means: "keyStolen" | "keyStolenLater";
  readonly since: string;
}

/** Says whether others may have written a message, or its key was stolen only after it came; `undefined` if it was not stolen. */
export function stolenKeyOf(message: Message): StolenKey | undefined {
  if (message.box !== "inbox" || message.keyStolenSince === undefined) return undefined;
  const { keyStolenSince: since, receivedAt } = message;
  return { means: receivedAt < since ? "keyStolenLater" : "keyStolen", since };
}
