import type { ConditionExpression } from "@safepassage/schema";
import type { Facts, LeafFacts, SubjectFacts } from "./facts.ts";

/**
 * Leaves out of an expression the alternatives that are closed for who the persons are said to be, such as that an adult
 * is a child: nobody can state them, so nobody needs to read them. If all alternatives are closed, all stay.
 *
 * For sentences only. What may be sent is decided by the whole expression.
 */
export function openWays(
  needs: ConditionExpression,
  facts: Facts,
  { gid }: Pick<LeafFacts, "gid">,
): ConditionExpression {
  const persons = facts.subjectsOf(gid);
  const narrowed = (part: ConditionExpression): ConditionExpression => {
    if ("all" in part) return { all: part.all.map(narrowed) };
    if (!("any" in part)) return part;
    const open = part.any.filter((way) => !isClosed(way, persons));
    const [only, ...others] = open;
    if (only === undefined) return part;
    return others.length === 0 ? narrowed(only) : { any: open.map(narrowed) };
  };
  return narrowed(needs);
}

function isClosed(way: ConditionExpression, persons: readonly SubjectFacts[]): boolean {
  if ("cond" in way) return CLOSED_BY[way.cond]?.(persons) === true;
  if ("all" in way) return way.all.some((part) => isClosed(part, persons));
  if ("any" in way) return way.any.every((part) => isClosed(part, persons));
  return false;
}

/** Conditions that must hold for each person concerned, and for whom they never hold. */
const CLOSED_BY: Readonly<Record<string, (persons: readonly SubjectFacts[]) => boolean>> = {
  CHILD: hasAdult,
  MINOR: hasAdult,
  SUSPECT: (persons) =>
    persons.some(({ ledCategory }) => ledCategory !== undefined && !SUSPECTS.has(ledCategory)),
};

function hasAdult(persons: readonly SubjectFacts[]): boolean {
  return persons.some(({ ageClass }) => ageClass === "adult");
}

const SUSPECTS: ReadonlySet<string> = new Set(["suspect", "convicted"]);
