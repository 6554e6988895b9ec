import type { Body } from "@safepassage/schema";
import type { Concern } from "./concern.ts";
import { groupOf } from "./group-of.ts";

/** What conditions ask about an order for evidence. */
export interface OrderFacts {
  readonly gid: string;
  readonly issuingAuthority: unknown;
}

/**
 * Orders that a group belongs to: the evidence group that it is, or those that concern one of the
 * persons it concerns, or an event that it is or links to.
 */
export function ordersOf(
  body: Body,
  { linkedPersonsOf }: Pick<Concern, "linkedPersonsOf">,
  gid: string,
): readonly OrderFacts[] {
  const group = groupOf(body, gid);
  if (group === undefined) return [];
  if (group.kind === "evidence") return [orderOf(body, gid)];
  const near = new Set([gid, ...group.links, ...linkedPersonsOf(gid)]);
  const touches = (order: string): boolean =>
    [...(groupOf(body, order)?.links ?? []), ...linkedPersonsOf(order)].some((one) =>
      near.has(one),
    );
  return Object.keys(body)
    .filter((one) => body[one]?.kind === "evidence" && touches(one))
    .map((one) => orderOf(body, one));
}

function orderOf(body: Body, gid: string): OrderFacts {
  const authority = body[gid]?.leaves.find(({ f }) => f === "evidence.issuingAuthority");
  return { gid, issuingAuthority: authority?.v };
}
