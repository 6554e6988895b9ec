import { type Permission, type PolicyInput, permissions } from "@safepassage/policy";
import type { ConditionExpression } from "@safepassage/schema";
import type { GroupView, LeafView } from "./message-view.ts";
import type { Facts, View } from "./rule.ts";

/** What the policy package reads: a rule that asks it declares to need all of this. */
export const POLICY_NEEDS = [
  "env.messageType",
  "env.createdAt",
  "env.sender.agencyId",
  "env.sender.agencyType",
  "env.sender.country",
  "env.sender.regime",
  "env.recipient.agencyId",
  "env.recipient.agencyType",
  "env.purpose",
  "env.legalBasis",
  "env.shapeMark",
  "env.handling.conditions",
  "private.necessity",
  "private.urgency",
  "private.priorAuthorisations",
  "private.provenance",
  "agreement",
  "consents",
  "authorisations",
  "registry",
] as const;

type PolicyView = View<(typeof POLICY_NEEDS)[number]>;

/** The input of the policy package for a view. */
export function policyInput({ message, facts, now }: PolicyView): PolicyInput {
  const { agreement, consents, authorisations, registry } = facts;
  const input = { message, agreement, consents, authorisations, registry, now };
  // A judge without history takes it that nothing was asked before: less is open then, never more.
  const { history } = facts as Partial<Facts>;
  return history?.exchange === undefined ? input : { ...input, exchange: history.exchange };
}

/** What the policy package permits; computed once for all rules that ask. */
export function permissionsFor(view: PolicyView): readonly Permission[] {
  const known = cache.get(view.message);
  if (known !== undefined) return known;
  const computed = permissions(policyInput(view));
  cache.set(view.message, computed);
  return computed;
}

/** A leaf that a permission speaks of, or the group where it is about a member of the header. */
export function placeOf(
  { gid, leaf }: Permission,
  groups: readonly GroupView[],
): { readonly group: GroupView; readonly leaf: LeafView | undefined } | undefined {
  const group = groups.find((candidate) => candidate.gid === gid);
  if (group === undefined) return undefined;
  return { group, leaf: leaf === undefined ? undefined : group.leaves[leaf] };
}

/** Names of the conditions that an expression mentions. */
export function conditionsIn(expression: ConditionExpression): string[] {
  if ("cond" in expression) return [expression.cond];
  if ("not" in expression) return conditionsIn(expression.not);
  return ("all" in expression ? expression.all : expression.any).flatMap(conditionsIn);
}

// Keyed by the sound message of one judgement, which no other judgement shares.
const cache = new WeakMap<object, readonly Permission[]>();
