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

/** A European Production or Preservation Order, described by the group that names its kind. */
export interface ProductionOrder {
  readonly group: GroupView;
  readonly kind: "EPOC" | "EPOC-PR";
  /** Categories ordered: its own, and those of groups that name no kind. */
  readonly categories: readonly string[];
  /** Finds a leaf of the group by the last part of its field. */
  leaf(name: string): LeafView | undefined;
}

/** Scope: messages with a group about evidence. */
export const EVIDENCE: Scope = { kinds: ["evidence"] };

/**
 * Lists the orders of a message under Regulation (EU) 2023/1543.
 *
 * Each order stands alone, apart from the categories of groups that name no kind, which count for every
 * order. Otherwise an order for content could be split into two groups, neither of which orders content.
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

/** What a part needs that judges messages which answer an order or follow up on one. */
export const FOLLOWS_ORDER = {
  stage: "state",
  about: {
    claims: {
      "env.purpose": new Set(["JUDICIAL_EVIDENCE"]),
      "env.messageType": new Set(
        CODE_LISTS["message_type"]?.codes
          .map(({ code }) => code)
          .filter((type) => type !== "request"),
      ),
    },
  },
  needs: ["env.purpose", "env.messageType", "history"],
} as const;

/** Whether an order asks for traffic or content data, which the law protects most. */
export const asksForContent = ({ kind, categories }: ProductionOrder): boolean =>
  kind === "EPOC" && categories.some((category) => PROTECTED.has(category));

/** Finds the order that a message answers in the history, or names what the history lacks. */
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

function codeOf(group: GroupView, name: string): string | undefined {
  return leafOf(group, name)?.value as string | undefined;
}

/** Categories that intrude most on private life. */
export const PROTECTED: ReadonlySet<string> = new Set(["trafficData", "contentData"]);
