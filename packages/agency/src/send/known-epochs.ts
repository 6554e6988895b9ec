import type { Partner } from "../setting/partner.ts";

/**
 * Asks each recipient for its key epochs once in a while, and not for each message: a published list holds for a day. It
 * is verified each time that it is used.
 *
 * @param monotonic - Milliseconds of a clock that nobody sets.
 */
export function rememberEpochs(
  monotonic: () => number,
  partnerOf: (recipient: string) => Partner,
): (recipient: string) => Partner {
  const known = new Map<string, { readonly published: string; readonly until: number }>();
  return (recipient) => {
    const partner = partnerOf(recipient);
    return {
      async publishedEpochs(signal) {
        const held = known.get(recipient);
        if (held !== undefined && monotonic() < held.until) return held.published;
        // No message waits for what another one has asked: that request may hang.
        const published = await partner.publishedEpochs(signal);
        known.set(recipient, { published, until: monotonic() + KEEP_MS });
        return published;
      },
      async deliver(sealed, signal) {
        const answer = await partner.deliver(sealed, signal);
        // Whatever it did not take was perhaps sealed to a key that is over.
        if (answer.status !== 200) known.delete(recipient);
        return answer;
      },
    };
  };
}

/** A key that somebody has stolen is used no longer than this after its agency has given it up. */
const KEEP_MS = 60_000;
