import type { ConditionExpression } from "@safepassage/schema";
import { satisfies } from "./conditions.ts";
import type { Facts, LeafFacts, SubjectFacts } from "./facts.ts";

/**
 * Reduces an expression that does not hold to what somebody could still do about it. It leaves out alternatives that are
 * closed for who the persons are said to be, such as that an adult is a child, and of what must hold together, what holds
 * already. Where nothing would be left, all of it stays.
 *
 * For sentences only. What may be sent is decided by the whole expression.
 */
export function openWays(
  needs: ConditionExpression,
  facts: Facts,
  leaf: LeafFacts,
): ConditionExpression {
  const persons = facts.subjectsOf(leaf.gid);
  const reduced = (part: ConditionExpression): ConditionExpression => {
    if ("all" in part) {
      const unmet = part.all.filter((one) => !satisfies(one, facts, leaf));
      return joined("all", unmet.length === 0 ? part.all : unmet);
    }
    if ("any" in part) {
      const open = part.any.filter((way) => !isClosed(way, persons));
      return joined("any", open.length === 0 ? part.any : open);
    }
    return part;
  };
  const joined = (
    name: "all" | "any",
    parts: readonly ConditionExpression[],
  ): ConditionExpression => {
    const list = parts.map(reduced);
    const [only] = list;
    if (only !== undefined && list.length === 1) return only;
    return name === "all" ? { all: list } : { any: list };
  };
  return reduced(needs);
}

function isClosed(way: ConditionExpression, persons: readonly SubjectFacts[]): boolean {
  if ("cond" in way) return CLOSED_BY.get(way.cond)?.(persons) === true;
  if ("all" in way) return way.all.some((part) => isClosed(part, persons));
  if ("any" in way) return way.any.every((part) => isClosed(part, persons));
  return false;
}

/** Conditions that must hold for each person concerned, and for whom they never hold. */
const CLOSED_BY: ReadonlyMap<string, (persons: readonly SubjectFacts[]) => boolean> = new Map([
  ["CHILD", hasAdult],
  ["MINOR", hasAdult],
  ["SUSPECT", hasOtherThanSuspect],
]);

function hasAdult(persons: readonly SubjectFacts[]): boolean {
  return persons.some(({ ageClass }) => ageClass === "adult");
}

function hasOtherThanSuspect(persons: readonly SubjectFacts[]): boolean {
  return persons.some(({ ledCategory }) => ledCategory !== undefined && !SUSPECTS.has(ledCategory));
}

const SUSPECTS: ReadonlySet<string> = new Set(["suspect", "convicted"]);
