import { CODE_LISTS } from "@safepassage/schema";
import { atClaim, atGroup, atLeaf } from "../hits.ts";
import type { LeafView } from "../message-view.ts";
import {
  concernsEvidence,
  followsOrder,
  type ProductionOrder,
  productionOrders,
} from "../production-orders.ts";
import { definePart, type Hit, type Rule } from "../rule.ts";

/** An order to a provider ends when the Regulation says, and none was made before it applied. */
export const r44: Rule = {
  id: "R44",
  codes: [
    "R44_NOT_APPLICABLE_YET",
    "R44_DEADLINE_MISSING",
    "R44_DEADLINE_WRONG",
    "R44_EXTENSION_NOT_ADMITTED",
    "R44_EXTENSION_TOO_LONG",
  ],
  parts: [
    definePart({
      part: "a",
      concerns: concernsEvidence,
      needs: ["env.messageType", "env.createdAt", "private.urgency"],
      evaluate({ claims, ...view }) {
        // Any other type speaks of an order that was made before.
        if (claims["env.messageType"] !== "request") return "notApplicable";
        const orders = productionOrders(view);
        if (orders.length === 0) return "notApplicable";
        const { leaves } = view;
        const createdAt = claims["env.createdAt"];
        const isEmergency = claims["private.urgency"].level === "emergency";
        const hits = orders.flatMap((order) => [
          ...againstEnd(order, endOf(order, createdAt, isEmergency), leaves),
          ...againstExtension(order, endOf(order, createdAt, isEmergency), leaves),
        ]);
        return createdAt.slice(0, 10) < APPLIES_FROM
          ? [atClaim("R44_NOT_APPLICABLE_YET", "env.createdAt"), ...hits]
          : hits;
      },
    }),
    definePart({
      part: "b",
      stage: "state",
      concerns: followsOrder,
      needs: ["history"],
      evaluate: () => ({ missing: ["history.exchange.order"] }),
    }),
  ],
};

function endOf({ kind }: ProductionOrder, createdAt: string, isEmergency: boolean): number {
  const period = kind === "EPOC-PR" ? "epocPr" : isEmergency ? "epocEmergency" : "epoc";
  return Date.parse(createdAt) + milliseconds(period);
}

function againstEnd({ group }: ProductionOrder, end: number, leaves: Leaves): Hit<Code>[] {
  const stated = leavesOf("deadline.at", leaves);
  if (stated.length === 0) return [atGroup("R44_DEADLINE_MISSING", group)];
  return stated
    .filter(({ value }) => Date.parse(String(value)) !== end)
    .map((leaf) => atLeaf("R44_DEADLINE_WRONG", leaf));
}

function againstExtension({ kind }: ProductionOrder, end: number, leaves: Leaves): Hit<Code>[] {
  return leavesOf("deadline.extendedTo", leaves).flatMap((leaf): Hit<Code>[] => {
    if (kind === "EPOC") return [atLeaf("R44_EXTENSION_NOT_ADMITTED", leaf)];
    return Date.parse(String(leaf.value)) > end + milliseconds("epocPrExtension")
      ? [atLeaf("R44_EXTENSION_TOO_LONG", leaf)]
      : [];
  });
}

const leavesOf = (id: string, leaves: Leaves): Leaves =>
  leaves.filter(({ field }) => field.id === id);

/** The catalogue's period, of days or of hours. */
function milliseconds(name: string): number {
  const [, days = 0, hours = 0] = PERIOD.exec(PERIODS[name] ?? "") ?? [];
  return (Number(days) * 24 + Number(hours)) * 3_600_000;
}

type Leaves = readonly LeafView[];
type Code =
  | "R44_NOT_APPLICABLE_YET"
  | "R44_DEADLINE_MISSING"
  | "R44_DEADLINE_WRONG"
  | "R44_EXTENSION_NOT_ADMITTED"
  | "R44_EXTENSION_TOO_LONG";

const PERIOD = /^P(?:(\d+)D|T(\d+)H)$/;
const LIST = CODE_LISTS["e_evidence_category"];
const PERIODS = LIST?.["deadlines"] as Readonly<Record<string, string>>;
const APPLIES_FROM = String(LIST?.["appliesFrom"]);
