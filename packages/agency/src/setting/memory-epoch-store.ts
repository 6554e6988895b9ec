import type { KeyEpoch } from "@safepassage/trust";
import type { EpochStore } from "./epoch-keys.ts";

/** An {@link EpochStore} that forgets everything when the process ends. For tests. */
export function createMemoryEpochStore(): EpochStore {
  let stored: readonly KeyEpoch[] = [];
  return {
    load: () => stored,
    save(epochs) {
      stored = epochs;
    },
  };
}
