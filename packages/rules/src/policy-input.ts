import { type Permission, type PolicyInput, permissions } from "@safepassage/policy";
import { type ConditionExpression, conditionsIn, PURPOSES } from "@safepassage/schema";
import { atGroup, atLeaf } from "./hits.ts";
import type { GroupView, LeafView } from "./message-view.ts";
import type { Facts, Hit, View } from "./rule.ts";

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
  view.shared.permissions ??= permissions(policyInput(view));
  return view.shared.permissions;
}

/** A hit at what a permission speaks of: a leaf, or a member of the header of a person. */
export function atPermission<const C extends string>(
  code: C,
  { gid, leaf, field }: Permission,
  groups: readonly GroupView[],
): Hit<C> {
  // What is permitted was asked of these groups.
  const group = groups.find((one) => one.gid === gid) as GroupView;
  if (leaf === undefined) return atGroup(code, group, field, field);
  return atLeaf(code, group.leaves[leaf] as LeafView);
}

/** Fields that a purpose opens by an expression that names a condition. */
export type OpenedFields = ReadonlyMap<string, ConditionExpression>;

/** What a condition opens, by purpose; without purposes in which it opens nothing. */
export function fieldsOpenedBy(condition: string): ReadonlyMap<string, OpenedFields> {
  const byPurpose = PURPOSES.map(({ id, conditional }): [string, OpenedFields] => {
    const rows = conditional.filter(({ when }) => conditionsIn(when).includes(condition));
    return [id, new Map(rows.map(({ field, when }) => [field, when]))];
  });
  return new Map(byPurpose.filter(([, fields]) => fields.size > 0));
}
