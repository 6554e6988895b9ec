import type { Body } from "@safepassage/schema";
import { textsIn } from "./texts-in.ts";

/**
 * What an answer comes to; `undefined` if it says nothing of that. An answer may say several things, as one of each thing that was asked
 * for: then the one counts that leaves most open. The order of its groups makes no difference.
 */
export function outcomeOf(body: Body): string | undefined {
  const outcomes = textsIn(Object.values(body), "response.outcome");
  return OPEN.find((one) => outcomes.includes(one)) ?? outcomes.toSorted()[0];
}

/** Outcomes after which something is still to come: what leaves most open stands first. */
const OPEN = ["deferred", "acknowledged", "accepted"];
