import {
  atClaim,
  atGroup,
  atLeaf,
  atLeaves,
  definePart,
  defineParts,
  type LeafView,
  lacks,
  leavesOf,
} from "@safepassage/rules";
import { CODE_LISTS } from "@safepassage/schema";
import {
  EVIDENCE,
  FOLLOWS_ORDER,
  orderAnswered,
  type ProductionOrder,
  productionOrders,
} from "../concepts/production-orders.ts";

/** An order's deadline is that of the Regulation, and no order predates it. */
export const r44 = defineParts({
  id: "R44",
  codes: [
    "R44_NOT_APPLICABLE_YET",
    "R44_DEADLINE_MISSING",
    "R44_DEADLINE_WRONG",
    "R44_EXTENSION_NOT_ADMITTED",
    "R44_EXTENSION_TOO_LONG",
    "R44_LATE",
    "R44_EXTENDED_TWICE",
  ],
  parts: [
    definePart({
      about: EVIDENCE,
      needs: ["env.messageType", "env.createdAt", "private.urgency"],
      evaluate({ claims, ...view }) {
        // Any other type refers to an earlier order.
        if (claims["env.messageType"] !== "request") return "notApplicable";
        const orders = productionOrders(view);
        if (orders.length === 0) return "notApplicable";
        const { leaves } = view;
        const createdAt = claims["env.createdAt"];
        const isEmergency = claims["private.urgency"].level === "emergency";
        const hits = orders.flatMap((order) => {
          const end = endOf(order, createdAt, isEmergency);
          return [...againstEnd(order, end, leaves), ...againstExtension(order, end, leaves)];
        });
        return createdAt < APPLIES_FROM
          ? [atClaim("R44_NOT_APPLICABLE_YET", "env.createdAt"), ...hits]
          : hits;
      },
    }),
    definePart({
      ...FOLLOWS_ORDER,
      severity: "warn",
      evaluate({ claims, facts, now }) {
        if (!ANSWERS.has(claims["env.messageType"])) return "notApplicable";
        const asked = orderAnswered(facts.history, claims["private.inReplyTo"]);
        if ("missing" in asked) return asked;
        const until = asked.extendedTo ?? asked.deadline;
        // Without a deadline, the order was answered before.
        return until !== undefined && now > until ? [atClaim("R44_LATE", "private.inReplyTo")] : [];
      },
    }),
    definePart({
      ...FOLLOWS_ORDER,
      evaluate({ claims, facts, leaves }) {
        const extended = leavesOf("deadline.extendedTo", leaves);
        if (extended.length === 0) return "notApplicable";
        const asked = orderAnswered(facts.history, claims["private.inReplyTo"]);
        if ("missing" in asked) return asked;
        if (asked.extensions === undefined) return lacks("history.exchange.extensions");
        return asked.extensions > 0
          ? extended.map((leaf) => atLeaf("R44_EXTENDED_TWICE", leaf))
          : [];
      },
    }),
  ],
});

function endOf({ kind }: ProductionOrder, createdAt: string, isEmergency: boolean): number {
  const period = kind === "EPOC-PR" ? PRESERVED_MS : isEmergency ? EMERGENCY_MS : PRODUCED_MS;
  return Date.parse(createdAt) + period;
}

function againstEnd({ group }: ProductionOrder, end: number, leaves: Leaves) {
  const stated = leavesOf("deadline.at", leaves);
  if (stated.length === 0) return [atGroup("R44_DEADLINE_MISSING", group)];
  return atLeaves("R44_DEADLINE_WRONG", stated, (leaf) => timeOf(leaf) !== end);
}

function againstExtension({ kind }: ProductionOrder, end: number, leaves: Leaves) {
  const extended = leavesOf("deadline.extendedTo", leaves);
  return kind === "EPOC"
    ? extended.map((leaf) => atLeaf("R44_EXTENSION_NOT_ADMITTED", leaf))
    : atLeaves("R44_EXTENSION_TOO_LONG", extended, (leaf) => timeOf(leaf) > end + EXTENSION_MS);
}

const timeOf = ({ value }: LeafView): number => Date.parse(String(value));

/** A period of the catalogue, in days or hours, as milliseconds. */
function milliseconds(name: string): number {
  const [, days = 0, hours = 0] = PERIOD.exec(PERIODS[name] ?? "") ?? [];
  return (Number(days) * 24 + Number(hours)) * 3_600_000;
}

type Leaves = readonly LeafView[];

const ANSWERS: ReadonlySet<string> = new Set(["response", "refusal"]);
const PERIOD = /^P(?:(\d+)D|T(\d+)H)$/;
const LIST = CODE_LISTS["e_evidence_category"];
const PERIODS = LIST?.["deadlines"] as Readonly<Record<string, string>>;
const APPLIES_FROM = String(LIST?.["appliesFrom"]);
const PRODUCED_MS = milliseconds("epoc");
const EMERGENCY_MS = milliseconds("epocEmergency");
const PRESERVED_MS = milliseconds("epocPr");
const EXTENSION_MS = milliseconds("epocPrExtension");
