import type { Body, Group } from "@safepassage/schema";
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
 * Orders that a group belongs to: an evidence group is its own order; any other group belongs to those
 * that concern a person whom it concerns. None at all, if no order is linked with one of its persons.
 *
 * An order without links concerns everybody, so that leaving links out hides none; yet it opens
 * nothing by itself.
 */
export function ordersOf(
  body: Body,
  { personsOf, linkedPersonsOf }: Concern,
  gid: string,
): readonly OrderFacts[] {
  const group = groupOf(body, gid);
  if (group === undefined) return [];
  if (group.kind === "evidence") return [orderOf(body, gid, group)];
  const persons = personsOf(gid);
  const orders = Object.entries(body).filter(([, one]) => isOrder(one));
  const isAbout = (person: string): boolean =>
    orders.some(([one]) => linkedPersonsOf(one).includes(person));
  if (persons.length === 0 || !persons.every(isAbout)) return [];
  return orders
    .filter(([one]) => personsOf(one).some((person) => persons.includes(person)))
    .map(([one, order]) => orderOf(body, one, order));
}

/** Whether a group orders anything: other evidence groups add to the orders of the message. */
const isOrder = (group: Group): boolean =>
  group.kind === "evidence" &&
  (valueIn(group, "kind") !== undefined || valueIn(group, "issuingAuthority") !== undefined);

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
