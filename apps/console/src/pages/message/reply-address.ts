/** Address at which a message is written that goes on with another. */
export const replyTo = (digest: string, type: string): string =>
  `/compose?${new URLSearchParams({ reply: digest, type }).toString()}`;
