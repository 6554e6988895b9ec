import type { RunningExchange } from "@safepassage/exchange/processes";
import type { World } from "@safepassage/exchange/setup";

/** A world that runs, as its process tells it. */
export interface StartedWorld {
  readonly world: World;
  readonly exchange: Omit<RunningExchange, "stop" | "wire">;
  readonly standing: Standing;
}

/** Messages and drafts that are there from the beginning. Tests look at them, and change none. */
export interface Standing {
  /** Digest of a referral that NGO-B sent and NGO-C accepted. */
  readonly accepted: string;
  /** Digest of a referral from NGO-B to NGO-C that was erased when the consent was withdrawn. */
  readonly withdrawn: string;
  /** Digest of a warning from NGO-B that Police-C holds in quarantine. */
  readonly quarantined: string;
  /** Digest of a request from Police-B that Police-C has not answered. */
  readonly owed: string;
  /** Id of a draft of mira's at NGO-B that waits for approval. */
  readonly waiting: string;
  /** Id of a draft of mira's at NGO-B with markup in its fields. */
  readonly hostileDraft: string;
  /** Digest of a message from Police-B to Police-C with the longest name, from right to left. */
  readonly hostileMessage: string;
}
