import { type Body, type Group, neighboursIn } from "@safepassage/schema";
import { type Concern, groupOf } from "./concern.ts";

/** What conditions ask about an order for evidence. */
export interface OrderFacts {
  readonly gid: string;
  readonly kind: unknown;
  readonly issuingAuthority: unknown;
  readonly validator: unknown;
  /** Its own, and those of evidence groups that name no kind: these belong to every order. */
  readonly categories: readonly unknown[];
}

/**
 * Orders that a group belongs to. An evidence group is its own order; any other group belongs to the
 * orders that share a person or a linked group with it.
 */
export function ordersOf(
  body: Body,
  { linkedPersonsOf }: Pick<Concern, "linkedPersonsOf">,
  gid: string,
): readonly OrderFacts[] {
  const group = groupOf(body, gid);
  if (group === undefined) return [];
  if (group.kind === "evidence") return [orderOf(body, gid, group)];
  // In both directions: turning a link around must not remove an order.
  const neighbours = neighboursIn(new Map(Object.entries(body)));
  const nearTo = (one: string): readonly string[] => [
    ...(neighbours.get(one) ?? []),
    ...linkedPersonsOf(one),
  ];
  const near = new Set([gid, ...nearTo(gid)]);
  const touches = (order: string): boolean => nearTo(order).some((one) => near.has(one));
  return Object.entries(body)
    .filter(([one, { kind }]) => kind === "evidence" && touches(one))
    .map(([one, order]) => orderOf(body, one, order));
}

function orderOf(body: Body, gid: string, group: Group): OrderFacts {
  const without = Object.entries(body).flatMap(([one, other]) =>
    one !== gid && other.kind === "evidence" && valueIn(other, "kind") === undefined ? [other] : [],
  );
  return {
    gid,
    kind: valueIn(group, "kind"),
    issuingAuthority: valueIn(group, "issuingAuthority"),
    validator: valueIn(group, "validator"),
    categories: [group, ...without].flatMap(({ leaves }) =>
      leaves.flatMap(({ f, v }) => (f === "evidence.category" ? [v] : [])),
    ),
  };
}

const valueIn = ({ leaves }: Group, name: string): unknown =>
  leaves.find(({ f }) => f === `evidence.${name}`)?.v;
