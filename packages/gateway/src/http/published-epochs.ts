import { type AgencyContext, publishEpochs } from "@safepassage/agency";

/**
 * Makes the reader of this agency's published key epochs. It signs them once a minute, and when they change: anybody may
 * ask for them as often as he likes, and that must not cost a signature each time.
 */
export function createPublishedEpochs(context: AgencyContext): () => string {
  const { epochs, clock } = context;
  let held: { readonly text: string; readonly at: number; readonly kids: string } | undefined;
  return () => {
    epochs.rotate(false);
    const at = clock.now().getTime();
    const kids = epochs
      .publish()
      .map(({ jwk }) => jwk.kid)
      .join();
    const isFresh = held !== undefined && held.kids === kids && Math.abs(at - held.at) < MINUTE;
    if (held === undefined || !isFresh) held = { text: publishEpochs(context), at, kids };
    return held.text;
  };
}

const MINUTE = 60_000;
