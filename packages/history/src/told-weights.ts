import { judgeIdentification, type PolicyInput } from "@safepassage/policy";

/**
 * Counts the bits that a message tells of each person without her consent, by field or ladder, by group id.
 *
 * Counted whether or not the agreement bounds them: the next message about her may be under one that does.
 */
export function toldWeights(
  input: PolicyInput,
): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const agreement = { ...input.agreement, noIdentificationClause: true };
  return new Map(
    judgeIdentification({ ...input, agreement }).map(({ gid, weights }) => [
      gid,
      Object.fromEntries([...weights].filter(([, weight]) => weight > 0)),
    ]),
  );
}
