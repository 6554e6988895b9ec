import { toInstant } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { judgeIdentification } from "@safepassage/policy";
import { registryFacts } from "@safepassage/trust";
import type { AgencyContext } from "./context.ts";

/**
 * Bits that a message tells of each person without her consent, by field or ladder, by group id.
 *
 * Counted whether or not the agreement bounds them: the next message about her may be under one
 * that does.
 */
export function toldWeights(
  { registry, clock }: Pick<AgencyContext, "registry" | "clock">,
  { message, agreement, consents, authorisations }: OpenedMessage,
): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const told = judgeIdentification({
    message,
    agreement: { ...agreement, noIdentificationClause: true },
    consents,
    authorisations,
    registry: registryFacts(registry(), message),
    now: toInstant(clock.now()),
  });
  return new Map(
    told.map(({ gid, weights }) => [
      gid,
      Object.fromEntries([...weights].filter(([, weight]) => weight > 0)),
    ]),
  );
}
