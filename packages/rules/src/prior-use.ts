import { type PriorUse, useOf } from "@safepassage/policy";
import type { View } from "./rule.ts";

/** What a rule needs to ask whether an originator agreed. */
export const PRIOR_NEEDS = [
  "env.purpose",
  "env.recipient.agencyId",
  "env.createdAt",
  "authorisations",
] as const;

/** Describes how a message uses data that came from others. */
export function priorUse({
  claims,
  facts,
}: Pick<View<(typeof PRIOR_NEEDS)[number]>, "claims" | "facts">): PriorUse {
  return { ...useOf(claims), authorisations: facts.authorisations };
}
