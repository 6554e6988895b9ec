import { isJsonObject, type Json } from "@safepassage/core";
import { hasMark, SCOPE_EXEMPT, scopeCovers } from "@safepassage/schema";
import { areLinked, groupOf } from "./concern.ts";
import { mapIn } from "./facts.ts";
import { type Get, getter, member, type Scope } from "./inputs.ts";

/** A compiled expression. Never throws: a missing or mistyped value fails the comparison. */
export type Test = (scope: Scope) => boolean;

/**
 * Compiles an expression of the catalogue's conditions.
 *
 * @throws RangeError for an operator or input that the catalogue does not define. This happens only
 *   with tables that the caller passed in.
 */
export function compileExpression(expression: Json): Test {
  if (!isJsonObject(expression)) throw new RangeError("a condition holds a malformed expression");
  const [entry, ...others] = Object.entries(expression);
  if (entry === undefined || others.length > 0 || !Object.hasOwn(OPERATORS, entry[0])) {
    throw new RangeError("a condition uses an operator that the catalogue does not define");
  }
  const [operator, operand] = entry;
  return (OPERATORS[operator] as Compile)(operand);
}

type Compile = (operand: Json) => Test;

const OPERATORS: Readonly<Record<string, Compile>> = {
  all: (operand) => {
    const tests = list(operand).map(compileExpression);
    return (scope) => {
      for (const test of tests) if (!test(scope)) return false;
      return true;
    };
  },
  any: (operand) => {
    const tests = list(operand).map(compileExpression);
    return (scope) => {
      for (const test of tests) if (test(scope)) return true;
      return false;
    };
  },
  not: (operand) => {
    const test = compileExpression(operand);
    return (scope) => !test(scope);
  },
  exists: (operand) => exists(operand),
  every: (operand) => {
    const { from, name, where, nonEmpty } = quantifier(operand);
    const elements = elementsOf(from);
    const test = compileExpression(where);
    return (scope) => {
      const all = elements(scope);
      for (const element of all) if (!test(bind(scope, name, element))) return false;
      return all.length > 0 || !nonEmpty;
    };
  },
  none: (operand) => {
    const test = exists(operand);
    return (scope) => !test(scope);
  },
  absent: (operand) => {
    const get = getter(operand);
    return (scope) => (get(scope) ?? null) === null;
  },
  eq: binary((left, right) => left !== undefined && left === right),
  neq: binary((left, right) => left !== right),
  in: binary((left, right) => Array.isArray(right) && right.includes(left)),
  has: binary((left, right) => Array.isArray(left) && left.includes(right)),
  covers: binary(covers),
  // A day is compared with the day of an instant, so that a day includes its last second.
  le: binary((left, right) => inOrder(left, right)),
  ge: binary((left, right) => inOrder(right, left)),
  startsWith: binary(
    (left, right) =>
      typeof left === "string" && typeof right === "string" && left.startsWith(right),
  ),
  disjoint: binary(
    (left, right) =>
      Array.isArray(left) && Array.isArray(right) && !left.some((item) => right.includes(item)),
  ),
  ownLeaf: (operand) => {
    const [gidOperand, field] = list(operand);
    const gid = getter(gidOperand);
    return (scope) => {
      const group = groupOf(scope.facts.input.message.body, String(gid(scope)));
      return group?.leaves.some(({ f }) => f === field) ?? false;
    };
  },
  // An agency named by a group counts only if the registry lists it.
  ownAgency: (operand) => {
    const [gidOperand, field, mark] = list(operand);
    const gid = getter(gidOperand);
    return (scope) => {
      const { message, registry } = scope.facts.input;
      const group = groupOf(message.body, String(gid(scope)));
      return (
        group?.leaves.some(({ f, v }) => {
          const type = f === field ? member(member(registry.named, String(v)), "type") : undefined;
          return hasMark("agency_type", String(type), String(mark));
        }) ?? false
      );
    };
  },
  linkedLeaf: (operand) => {
    const [gidOperand, kind, field] = list(operand);
    const gid = getter(gidOperand);
    return (scope) => {
      const target = String(gid(scope));
      const { body } = scope.facts.input.message;
      // This admits a field, so the group must be about exactly this person.
      return Object.entries(body).some(
        ([id, group]) =>
          group.kind === kind &&
          areLinked(body, id, target) &&
          group.leaves.some(({ f, v }) => f === field && v !== false),
      );
    };
  },
  // Like linkedLeaf, of two groups that the expression has found otherwise.
  linked: (operand) => {
    const [one, other] = list(operand).map(getter) as [Get, Get];
    return (scope) =>
      areLinked(scope.facts.input.message.body, String(one(scope)), String(other(scope)));
  },
  cond: (operand) => (scope) => scope.holds(String(operand), scope.facts, scope.leaf),
  // Ignores links on purpose, so that no link can admit anything here.
  linkedKind: (operand) => {
    const [kind, field] = list(operand);
    return ({ facts }) =>
      Object.values(facts.input.message.body).some(
        (group) => group.kind === kind && group.leaves.some(({ f }) => f === field),
      );
  },
  groupLeafEq: (operand) => {
    const [field, value] = list(operand);
    return ({ leaf }) => leaf.group.leaves.some(({ f, v }) => f === field && v === value);
  },
  boilerplate:
    () =>
    ({ facts }) =>
      facts.isBoilerplate(),
};

/** Compiles `exists`. Parts that do not depend on the leaf are evaluated once for all leaves. */
function exists(operand: Json): Test {
  const { from, name, where } = quantifier(operand);
  const parts = Map.groupBy(partsOf(where), readsLeaf);
  const fixed = compileExpression({ all: parts.get(false) ?? [] });
  const open = compileExpression({ all: parts.get(true) ?? [] });
  const elements = elementsOf(from);
  const matching = (scope: Scope): readonly unknown[] =>
    elements(scope).filter((element) => fixed(bind(scope, name, element)));
  const candidates = readsLeaf(from) ? matching : once(matching);
  return (scope) => {
    for (const element of candidates(scope)) if (open(bind(scope, name, element))) return true;
    return false;
  };
}

/** The parts of a conjunction; any other expression is its own only part. */
function partsOf(where: Json): readonly Json[] {
  if (!isJsonObject(where) || Object.keys(where).length !== 1) return [where];
  return Array.isArray(where["all"]) ? where["all"] : [where];
}

/** Remembers the elements found for a message, by the outer element; deeper nesting is not remembered. */
function once(find: (scope: Scope) => readonly unknown[]): (scope: Scope) => readonly unknown[] {
  const key = {};
  return (scope) => {
    const { facts, bound } = scope;
    if (bound?.outer !== undefined) return find(scope);
    const found = mapIn(facts.candidates, key);
    const known = found.get(bound?.element);
    if (known !== undefined) return known;
    const elements = find(scope);
    found.set(bound?.element, elements);
    return elements;
  };
}

/** Whether an expression can have different answers for two leaves of one message. */
function readsLeaf(part: Json): boolean {
  if (typeof part === "string") {
    return part.startsWith("$leaf.") || part === "$subjects" || part === "$orders";
  }
  if (Array.isArray(part)) return part.some(readsLeaf);
  if (!isJsonObject(part)) return false;
  const asksLeaf = Object.hasOwn(part, "groupLeafEq") || Object.hasOwn(part, "cond");
  return asksLeaf || Object.values(part).some(readsLeaf);
}

function quantifier(operand: Json): { from: Json; name: string; where: Json; nonEmpty: boolean } {
  if (!isJsonObject(operand)) throw new RangeError("a condition holds a malformed quantifier");
  return {
    from: operand["from"] ?? null,
    name: String(operand["as"]),
    where: operand["where"] ?? null,
    nonEmpty: operand["nonEmpty"] === true,
  };
}

function elementsOf(from: Json): (scope: Scope) => readonly unknown[] {
  const get = getter(from);
  return (scope) => {
    const found = get(scope);
    return Array.isArray(found) ? found : [];
  };
}

function bind(scope: Scope, name: string, element: unknown): Scope {
  return { ...scope, bound: { name, element, outer: scope.bound } };
}

function binary(holds: (left: unknown, right: unknown) => boolean): Compile {
  return (operand) => {
    const [left, right] = list(operand).map(getter);
    if (left === undefined || right === undefined) {
      throw new RangeError("a condition compares fewer than two operands");
    }
    return (scope) => holds(left(scope), right(scope));
  };
}

function covers(scope: unknown, field: unknown): boolean {
  if (!Array.isArray(scope) || typeof field !== "string") return false;
  return scopeCovers(scope, field) || SCOPE_EXEMPT.includes(field);
}

function inOrder(earlier: unknown, later: unknown): boolean {
  if (typeof earlier !== "string" || typeof later !== "string") return false;
  return earlier.slice(0, later.length) <= later;
}

function list(operand: Json | undefined): readonly Json[] {
  if (!Array.isArray(operand)) throw new RangeError("a condition holds a malformed list");
  return operand;
}
