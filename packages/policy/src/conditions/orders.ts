import { type Body, neighboursIn } from "@safepassage/schema";
import { type Concern, groupOf } from "./concern.ts";

/** What conditions ask about an order for evidence. */
export interface OrderFacts {
  readonly gid: string;
  readonly issuingAuthority: unknown;
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
  if (group.kind === "evidence") return [orderOf(body, gid)];
  // In both directions: turning a link around must not remove an order.
  const neighbours = neighboursIn(new Map(Object.entries(body)));
  const nearTo = (one: string): readonly string[] => [
    ...(neighbours.get(one) ?? []),
    ...linkedPersonsOf(one),
  ];
  const near = new Set([gid, ...nearTo(gid)]);
  const touches = (order: string): boolean => nearTo(order).some((one) => near.has(one));
  return Object.keys(body)
    .filter((one) => body[one]?.kind === "evidence" && touches(one))
    .map((one) => orderOf(body, one));
}

function orderOf(body: Body, gid: string): OrderFacts {
  const authority = body[gid]?.leaves.find(({ f }) => f === "evidence.issuingAuthority");
  return { gid, issuingAuthority: authority?.v };
}
