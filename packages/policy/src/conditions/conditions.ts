import type { Json } from "@safepassage/core";
import {
  type ConditionEntry,
  type ConditionExpression,
  conditionsIn,
  findField,
  type Group,
  type Leaf,
} from "@safepassage/schema";
import type { PolicyInput } from "../tables/model.ts";
import type { PolicyTables } from "../tables/tables.ts";
import { groupOf } from "./concern.ts";
import { compileExpression, type Test } from "./expression.ts";
import { createFacts, type Facts, type LeafFacts } from "./facts.ts";

/** Header members of a person, which purposes admit as they admit leaves. */
export type HeaderField = "subject.ledCategory" | "subject.ageClass";

/**
 * Answers whether an expression over conditions holds for a leaf of one message as given: `false` for an
 * unknown condition, group or leaf.
 *
 * @param leaf - Index in `group.leaves`, or a header member.
 */
export type Conditions = (
  expression: ConditionExpression,
  gid: string,
  leaf: number | HeaderField,
) => boolean;

/** Prepares a message once, for asking about many of its leaves. */
export function createConditions(input: PolicyInput, tables?: Partial<PolicyTables>): Conditions {
  const facts = createFacts(input, tables);
  return (expression, gid, leaf) => {
    const leafFacts =
      typeof leaf === "number" ? leafFactsAt(facts, gid, leaf) : headerFacts(facts, gid, leaf);
    return leafFacts !== undefined && satisfies(expression, facts, leafFacts);
  };
}

/** Whether a condition holds for a leaf. The answer is remembered by group, field and nature. */
export function holds(name: string, facts: Facts, leaf: LeafFacts): boolean {
  const answers = facts.answersOf(name, leaf.gid);
  const known = answers.get(leaf.key);
  if (known !== undefined) return known;
  const entry = facts.conditions.find(({ id }) => id === name);
  const answer = entry !== undefined && testOf(entry)({ facts, leaf, bound: undefined, holds });
  answers.set(leaf.key, answer);
  return answer;
}

/** Whether an expression over conditions holds for a leaf. */
export function satisfies(expression: ConditionExpression, facts: Facts, leaf: LeafFacts): boolean {
  if ("cond" in expression) return holds(expression.cond, facts, leaf);
  if ("all" in expression) return expression.all.every((part) => satisfies(part, facts, leaf));
  if ("any" in expression) return expression.any.some((part) => satisfies(part, facts, leaf));
  return !satisfies(expression.not, facts, leaf);
}

/** The fewest conditions that would have to hold for the expression to hold; empty if it does. */
export function unmetConditions(
  expression: ConditionExpression,
  facts: Facts,
  leaf: LeafFacts,
): readonly string[] {
  if (satisfies(expression, facts, leaf)) return [];
  if ("cond" in expression) return [expression.cond];
  if ("all" in expression) {
    return [...new Set(expression.all.flatMap((part) => unmetConditions(part, facts, leaf)))];
  }
  if ("not" in expression) return conditionsIn(expression.not);
  const ways = expression.any.map((part) => unmetConditions(part, facts, leaf));
  return ways.reduce((best, way) => (way.length < best.length ? way : best));
}

/** Facts of a leaf of a group. */
export function leafFactsAt(facts: Facts, gid: string, index: number): LeafFacts | undefined {
  const group = groupOf(facts.input.message.body, gid);
  const leaf = group?.leaves[index];
  if (group === undefined || leaf === undefined) return undefined;
  return createLeafFacts(gid, group, leaf.f, leaf.v, leaf.nature ?? group.meta?.nature);
}

/** Facts of a header member; `undefined` for a group that is not a person. */
export function headerFacts(facts: Facts, gid: string, field: HeaderField): LeafFacts | undefined {
  const group = groupOf(facts.input.message.body, gid);
  if (group?.kind !== "subject") return undefined;
  const value = field === "subject.ageClass" ? group.ageClass : group.ledCategory;
  return createLeafFacts(gid, group, field, value, group.meta?.nature);
}

/** Facts of a value that is, or could be, in a group. */
export function createLeafFacts(
  gid: string,
  group: Group,
  field: string,
  value: Json | undefined,
  nature: Leaf["nature"],
): LeafFacts {
  const key = nature === group.meta?.nature ? field : `${field} ${nature}`;
  return {
    gid,
    field,
    entry: findField(field),
    path: `${gid}/${field}`,
    key,
    value,
    nature,
    group,
  };
}

function testOf(entry: ConditionEntry): Test {
  const known = compiled.get(entry);
  if (known !== undefined) return known;
  const test = compileExpression(entry.eval);
  compiled.set(entry, test);
  return test;
}

const compiled = new WeakMap<ConditionEntry, Test>();
