import {
  type Permission,
  type PolicyInput,
  type PriorUse,
  permissions,
  useOf,
} from "@safepassage/policy";
import { type ConditionExpression, conditionsIn, PURPOSES } from "@safepassage/schema";
import { atGroup, atLeaf } from "./hits.ts";
import type { GroupView, LeafView } from "./message-view.ts";
import type { Facts } from "./needs.ts";
import type { Hit, View } from "./rule.ts";

/** Everything the policy package reads. A rule that uses the policy declares to need all of it. */
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
  "private.provenance",
  "agreement",
  "consents",
  "authorisations",
  "registry",
] as const;

type PolicyView = View<(typeof POLICY_NEEDS)[number]>;

/** Makes the input of the policy package from a view. */
export function policyInput({ message, facts, now }: PolicyView): PolicyInput {
  const { agreement, consents, authorisations, registry } = facts;
  const input = { message, agreement, consents, authorisations, registry, now };
  // Without a history, nothing counts as asked before, which only ever admits less.
  const { history } = facts as Partial<Facts>;
  return history?.exchange === undefined ? input : { ...input, exchange: history.exchange };
}

/** Computes what the policy permits, once for all rules of a judgement. */
export function permissionsFor(view: PolicyView): readonly Permission[] {
  view.shared.permissions ??= permissions(policyInput(view));
  return view.shared.permissions;
}

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

/** Makes a hit at the leaf or header member of a permission. */
export function atPermission<const C extends string>(
  code: C,
  { gid, leaf, field }: Permission,
  groups: readonly GroupView[],
): Hit<C> {
  // The permission was computed from these groups.
  const group = groups.find((one) => one.gid === gid) as GroupView;
  if (leaf === undefined) return atGroup(code, group, field, field);
  return atLeaf(code, group.leaves[leaf] as LeafView);
}

/** Fields that a purpose admits under an expression that names a given condition. */
export type OpenedFields = ReadonlyMap<string, ConditionExpression>;

/** Lists the fields that a condition opens, by purpose; omits purposes without any. */
export function fieldsOpenedBy(condition: string): ReadonlyMap<string, OpenedFields> {
  const byPurpose = PURPOSES.map(({ id, conditional }): [string, OpenedFields] => {
    const rows = conditional.filter(({ when }) => conditionsIn(when).includes(condition));
    return [id, new Map(rows.map(({ field, when }) => [field, when]))];
  });
  return new Map(byPurpose.filter(([, fields]) => fields.size > 0));
}
