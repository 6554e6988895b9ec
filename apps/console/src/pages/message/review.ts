import type { Client } from "@safepassage/client";

/** A decision about keeping a message, while somebody makes it. */
export interface ReviewWork {
  readonly outcome?: "confirm" | "longer" | "erase";
  /** `YYYY-MM-DD`, as far as it is typed. */
  readonly until: string;
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
      return ground === undefined || !isDay(until) ? undefined : { outcome: "keep", until, ground };
    default:
      return outcome satisfies never;
  }
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
