import type { Message } from "./queries.ts";

/** How far the erasure of a message is that this agency has sent. */
export type ErasureState = "erasureDone" | "erasureUnheard" | "erasureAsked";

/**
 * Says how far the erasure of a message is; `undefined` if nobody has asked for it. What an officer's correction asks for is seen
 * once it is certified, or was not in time.
 */
export function erasureState(message: Message): ErasureState | undefined {
  if (message.box !== "outbox") return undefined;
  if (message.certificate !== undefined) return "erasureDone";
  if (message.erasureUnheard) return "erasureUnheard";
  return message.erasureRequested ? "erasureAsked" : undefined;
}
