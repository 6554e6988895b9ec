import type { Json } from "@safepassage/core";
import type { Facts, LeafFacts } from "./facts.ts";

/** What an expression is evaluated on: one leaf of one message, and the elements bound so far. */
export interface Scope {
  readonly facts: Facts;
  readonly leaf: LeafFacts;
  readonly bound: Binding | undefined;
  /** Whether another condition holds for the same leaf. */
  readonly holds: (condition: string, facts: Facts, leaf: LeafFacts) => boolean;
}

/** The current element of a quantifier, and those of the quantifiers around it. */
export interface Binding {
  readonly name: string;
  readonly element: unknown;
  readonly outer: Binding | undefined;
}

/** Reads one value for a leaf. */
export type Get = (scope: Scope) => unknown;

/**
 * How an operand is read: an input of the message, a part of a bound element, or the operand itself.
 *
 * @throws RangeError for an input that the catalogue does not define.
 */
export function getter(operand: Json | undefined): Get {
  if (typeof operand !== "string" || !operand.startsWith("$")) return () => operand;
  const name = operand.slice(1);
  const input = Object.hasOwn(INPUTS, name) ? INPUTS[name] : undefined;
  if (input !== undefined) return input;
  if (name.startsWith("env.")) return ({ facts }) => member(facts.clear, name);
  if (name.startsWith("private.urgency.")) {
    const part = name.slice("private.urgency.".length);
    return ({ facts }) => member(facts.private["private.urgency"], part);
  }
  if (name.startsWith("private.")) return ({ facts }) => member(facts.private, name);
  const [variable, ...parts] = name.split(".") as [string, ...string[]];
  if (variable.length !== 1) {
    throw new RangeError("a condition asks for an input that the catalogue does not define");
  }
  return ({ bound }) => parts.reduce(member, elementOf(bound, variable));
}

function elementOf(bound: Binding | undefined, name: string): unknown {
  let binding = bound;
  while (binding !== undefined && binding.name !== name) binding = binding.outer;
  return binding?.element;
}

const INPUTS: Readonly<Record<string, Get>> = {
  "leaf.gid": ({ leaf }) => leaf.gid,
  "leaf.field": ({ leaf }) => leaf.field,
  "leaf.path": ({ leaf }) => leaf.path,
  "leaf.value": ({ leaf }) => leaf.value,
  "leaf.nature": ({ leaf }) => leaf.nature,
  subjects: ({ facts, leaf }) => facts.subjectsOf(leaf.gid),
  orders: ({ facts, leaf }) => facts.ordersOf(leaf.gid),
  "registry.sender.judicialRoles": ({ facts }) => facts.input.registry.sender.judicialRoles,
  consents: ({ facts }) => facts.input.consents,
  authorisations: ({ facts }) => facts.input.authorisations,
  "agreement.rows": ({ facts }) => facts.input.agreement.rows,
  "shape.kinds": ({ facts }) => facts.kinds,
  "shape.leaves": ({ facts }) => facts.leaves(),
  "exchange.openedWith.searchKind": ({ facts }) =>
    facts.input.exchange?.some(({ searchKind }) => searchKind !== undefined) ?? false,
};

/** A member of an object by name; `undefined` for anything else. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
