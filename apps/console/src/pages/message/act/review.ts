import type { Client } from "@safepassage/client";

/** A decision about keeping a message, while somebody makes it. */
export interface ReviewWork {
  readonly outcome?: "confirm" | "longer" | "erase";
  /** `YYYY-MM-DD`. */
  readonly until?: string | undefined;
  /** A code of the list `review_ground`. */
  readonly ground?: string;
}

/** A decision as the API takes it. */
export type ReviewBody = Parameters<
  Client["v1"]["messages"][":digest"]["review"]["$post"]
>[0]["json"];

/** Puts a decision together. `undefined` until it is complete. */
export function toReview({ outcome, until, ground }: ReviewWork): ReviewBody | undefined {
  switch (outcome) {
    case undefined:
      return undefined;
    case "confirm":
      return { outcome: "keep" };
    case "erase":
      return { outcome: "erase" };
    case "longer":
      return ground === undefined || until === undefined
        ? undefined
        : { outcome: "keep", until, ground };
    default:
      return outcome satisfies never;
  }
}
