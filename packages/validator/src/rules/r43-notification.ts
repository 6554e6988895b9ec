import {
  addHours,
  atClaim,
  atGroup,
  atLeaf,
  atMessage,
  definePart,
  defineParts,
  eventsOf,
  happenedBy,
  knowsAllEvents,
  type LeafView,
  lacks,
} from "@safepassage/rules";
import {
  asksForContent,
  EVIDENCE,
  FOLLOWS_ORDER,
  orderAnswered,
  PROTECTED,
  productionOrders,
} from "../concepts/production-orders.ts";

/** The provider's State is notified of an intrusive order, unless offence and person are in the sender's. */
export const r43 = defineParts({
  id: "R43",
  codes: [
    "R43_NOT_NOTIFIED",
    "R43_BEFORE_THE_END",
    "R43_OBJECTION_NOT_FOLLOWED",
    "R43_OBJECTION_NOT_TOLD",
  ],
  parts: [
    definePart({
      about: EVIDENCE,
      needs: ["env.sender.country"],
      evaluate({ claims, ...view }) {
        const orders = productionOrders(view).filter(asksForContent);
        if (orders.length === 0) return "notApplicable";
        return orders.flatMap(({ group, leaf }) => {
          const notified = leaf("enforcingNotified");
          if (notified?.value === true) return [];
          const home = claims["env.sender.country"];
          const isAtHome = ["offenceState", "personState"].every(
            (name) => leaf(name)?.value === home,
          );
          if (isAtHome) return [];
          return notified === undefined
            ? [atGroup("R43_NOT_NOTIFIED", group)]
            : [atLeaf("R43_NOT_NOTIFIED", notified)];
        });
      },
    }),
    definePart({
      ...FOLLOWS_ORDER,
      evaluate({ claims, facts: { history }, leaves, now }) {
        if (!leaves.some(bringsData)) return "notApplicable";
        const asked = orderAnswered(history, claims["private.inReplyTo"]);
        if ("missing" in asked) return asked;
        const { at, order } = asked;
        if (!order.notified || order.emergency || !PROTECTED.has(order.category)) {
          return "notApplicable";
        }
        if (at === undefined) return lacks("history.exchange.at");
        if (now >= addHours(at, SUSPENDED_HOURS)) return [];
        const isConfirmed = happenedBy(history, "enforcementConfirmed", now);
        if (isConfirmed === undefined) return lacks("history.events");
        return isConfirmed ? [] : [atClaim("R43_BEFORE_THE_END", "private.inReplyTo")];
      },
    }),
    definePart({
      ...FOLLOWS_ORDER,
      severity: "warn",
      evaluate({ claims, facts: { history }, now }) {
        const asked = orderAnswered(history, claims["private.inReplyTo"]);
        if ("missing" in asked) return asked;
        const { at, order } = asked;
        if (!order.notified || !order.emergency) return "notApplicable";
        const objections = eventsOf(history, OBJECTION);
        if (objections.length === 0) {
          return knowsAllEvents(history) ? [] : lacks("history.events");
        }
        if (at === undefined) return lacks("history.exchange.at");
        const hits = [];
        for (const { at: raised, recipients, correctedRecipients, content } of objections) {
          if (raised === undefined || recipients === undefined) return lacks("history.events");
          const isInTime = raised <= addHours(at, OBJECTION_HOURS);
          if (!isInTime || now <= addHours(raised, FOLLOWED_HOURS)) continue;
          if (!DONE.has(content)) hits.push(atMessage("R43_OBJECTION_NOT_FOLLOWED"));
          if (recipients.some((one) => correctedRecipients?.includes(one) !== true)) {
            hits.push(atMessage("R43_OBJECTION_NOT_TOLD"));
          }
        }
        return hits;
      },
    }),
  ],
});

const bringsData = ({ field, value }: LeafView): boolean =>
  field.id === "response.outcome" && (value === "provided" || value === "partlyProvided");

const OBJECTION: ReadonlySet<string> = new Set(["refusalGroundRaised"]);
const DONE: ReadonlySet<string | undefined> = new Set(["erased", "restricted", "conditions"]);
/** Ten days: Regulation (EU) 2023/1543, Art 10(2). */
const SUSPENDED_HOURS = 240;
/** 96 hours: Art 10(4). */
const OBJECTION_HOURS = 96;
/** Our own limit, as for other corrections. */
const FOLLOWED_HOURS = 24;
