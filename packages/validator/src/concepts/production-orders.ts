import {
  type GroupView,
  type Lacking,
  type LeafView,
  lacks,
  type MessageView,
  type Scope,
} from "@safepassage/rules";
import {
  CODE_LISTS,
  type ExchangeEntry,
  type History,
  type ProductionOrder as Ordered,
} from "@safepassage/schema";

/** A European Production or Preservation Order, as the group that names its kind describes it. */
export interface ProductionOrder {
  readonly group: GroupView;
  readonly kind: "EPOC" | "EPOC-PR";
  /** What is ordered: its own category, and those of groups that name no kind of their own. */
  readonly categories: readonly string[];
  /** A leaf of the group, by the last part of its field. */
  leaf(name: string): LeafView | undefined;
}

/** Messages with a group about evidence. */
export const EVIDENCE: Scope = { kinds: ["evidence"] };

/**
 * The orders of a message under Regulation (EU) 2023/1543.
 *
 * An order answers for itself: what another group states about its own order does not count for it.
 * Categories do, where a group leaves out the kind. Otherwise an order for content could be split
 * in two groups, of which neither orders content.
 */
export function productionOrders({ groups }: MessageView): readonly ProductionOrder[] {
  const evidence = groups.filter(({ kind }) => kind === "evidence");
  const shared = evidence
    .filter((group) => codeOf(group, "kind") === undefined)
    .flatMap((group) => codeOf(group, "category") ?? []);
  return evidence.flatMap((group) => {
    const kind = codeOf(group, "kind");
    if (kind !== "EPOC" && kind !== "EPOC-PR") return [];
    const own = codeOf(group, "category");
    const categories = own === undefined ? shared : [own, ...shared];
    return [{ group, kind, categories, leaf: (name: string) => leafOf(group, name) }];
  });
}

/** Messages that answer an order, or say what becomes of one. */
export const FOLLOWS_ORDER: Scope = {
  claims: {
    "env.purpose": new Set(["JUDICIAL_EVIDENCE"]),
    "env.messageType": new Set(
      CODE_LISTS["message_type"]?.codes
        .map(({ code }) => code)
        .filter((type) => type !== "request"),
    ),
  },
};

/** Traffic or content data: what the law protects most. */
export const asksForContent = ({ kind, categories }: ProductionOrder): boolean =>
  kind === "EPOC" && categories.some((category) => PROTECTED.has(category));

/** The order that a message answers, as the history holds it; or what the history lacks. */
export function orderAnswered(
  { exchange }: History,
  inReplyTo: string | undefined,
): (ExchangeEntry & { readonly order: Ordered }) | Lacking {
  const asked = exchange?.find(({ message }) => message === inReplyTo);
  if (asked === undefined) return lacks("history.exchange");
  const { order } = asked;
  return order === undefined ? lacks("history.exchange.order") : { ...asked, order };
}

function leafOf({ leaves }: GroupView, name: string): LeafView | undefined {
  return leaves.find(({ field }) => field.id === `evidence.${name}`);
}

/** The value of a field of codes. */
function codeOf(group: GroupView, name: string): string | undefined {
  return leafOf(group, name)?.value as string | undefined;
}

/** Categories that touch private life most. */
export const PROTECTED: ReadonlySet<string> = new Set(["trafficData", "contentData"]);
