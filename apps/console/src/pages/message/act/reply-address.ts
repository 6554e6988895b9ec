/** Address at which a message to another agency is written with what a message says. */
export const passOnFrom = (digest: string): string =>
  `/compose?${new URLSearchParams({ source: digest }).toString()}`;

/** Address at which a message is written anew that did not arrive. */
export const writeAgain = (digest: string): string =>
  `/compose?${new URLSearchParams({ again: digest }).toString()}`;

/** Address at which the answer to a message is written: a decision, if the message asks whether data may be passed on. */
export const answerTo = (digest: string, messageType: string): string =>
  replyTo(digest, messageType === "onwardTransferRequest" ? "onwardTransferDecision" : "response");

/** Address at which a message is written that goes on with another. */
export const replyTo = (digest: string, type: string): string =>
  `/compose?${new URLSearchParams({ reply: digest, type }).toString()}`;
