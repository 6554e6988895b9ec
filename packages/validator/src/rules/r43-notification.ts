import { atGroup, atLeaf } from "../hits.ts";
import {
  asksForContent,
  concernsEvidence,
  followsOrder,
  productionOrders,
} from "../production-orders.ts";
import { definePart, type Rule } from "../rule.ts";

/** The State of the provider hears of an order that touches private life, unless it is all at home. */
export const r43: Rule = {
  id: "R43",
  codes: ["R43_NOT_NOTIFIED"],
  parts: [
    definePart({
      part: "a",
      concerns: concernsEvidence,
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
    ...["b", "c"].map((part) =>
      definePart({
        part,
        stage: "state",
        concerns: followsOrder,
        needs: ["history"],
        evaluate: () => ({ missing: ["history.exchange.order"] }),
      }),
    ),
  ],
};
