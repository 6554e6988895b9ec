import {
  addPeriod,
  atClaim,
  atLeaf,
  definePart,
  defineParts,
  lacks,
  lastAgreedDay,
  lastDay,
} from "@safepassage/rules";
import { EXCHANGE_TYPES, findPurpose } from "@safepassage/schema";
import { answeredIn, earlierIn, openingIn } from "../concepts/exchange.ts";

const PLACED = [
  "env.messageType",
  "env.retention.eraseBy",
  "env.purpose",
  "env.sender.agencyId",
  "env.recipient.agencyId",
  "private.exchangeId",
  "history",
] as const;

/** The day of erasure is after the message, and within what purpose, agreement and earlier messages allow. */
export const r15 = defineParts({
  id: "R15",
  codes: [
    "R15_ERASED_TOO_EARLY",
    "R15_KEPT_TOO_LONG",
    "R15_REVIEW_TOO_LATE",
    "R15_BEYOND_AGREEMENT",
    "R15_COPY_OUTLIVES",
    "R15_EXTENDED_TOO_FAR",
  ],
  parts: [
    definePart({
      stage: "schema",
      needs: ["env.retention.eraseBy", "env.createdAt", "env.purpose"],
      evaluate({ claims }) {
        const eraseBy = claims["env.retention.eraseBy"];
        const reviewBy = claims["env.retention.reviewBy"];
        const day = claims["env.createdAt"].slice(0, 10);
        const ceiling = findPurpose(claims["env.purpose"])?.retention.ceiling;
        const hits = [];
        if (eraseBy <= day) hits.push(atClaim("R15_ERASED_TOO_EARLY", "env.retention.eraseBy"));
        if (ceiling === undefined || eraseBy > addPeriod(day, ceiling)) {
          hits.push(atClaim("R15_KEPT_TOO_LONG", "env.retention.eraseBy"));
        }
        if (reviewBy !== undefined && reviewBy > eraseBy) {
          hits.push(atClaim("R15_REVIEW_TOO_LATE", "env.retention.reviewBy"));
        }
        return hits;
      },
    }),
    definePart({
      stage: "context",
      needs: ["env.retention.eraseBy", "env.createdAt", "env.purpose", "agreement"],
      evaluate({ claims, facts }) {
        const day = claims["env.createdAt"].slice(0, 10);
        const last = lastAgreedDay(day, claims["env.purpose"], facts.agreement);
        return last !== undefined && claims["env.retention.eraseBy"] > last
          ? [atClaim("R15_BEYOND_AGREEMENT", "env.retention.eraseBy")]
          : [];
      },
    }),
    definePart({
      stage: "state",
      about: { claims: { "env.messageType": typesWith(({ purposeFields }) => purposeFields) } },
      needs: PLACED,
      evaluate({ claims, facts, leaves }) {
        // Below P2 there are codes and pseudonyms, which the answer needs to be understood.
        const grave = leaves.filter(({ field }) => field.sensitivity >= "P2");
        if (grave.length === 0) return [];
        const { exchange } = facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        const asked = answeredIn(earlierIn(exchange, claims), claims).find(
          ({ from }) => from !== claims["env.sender.agencyId"],
        );
        // R74 reports an answer to nothing; what repeats the sender's own words is its own.
        if (asked === undefined) return [];
        const { eraseBy, repeated } = asked;
        if (eraseBy === undefined) return lacks("history.exchange.eraseBy");
        if (claims["env.retention.eraseBy"] <= eraseBy) return [];
        if (repeated === undefined) return lacks("history.exchange.repeated");
        return grave
          .filter(({ gid, field }) => repeated.includes(`${gid}/${field.id}`))
          .map((leaf) => atLeaf("R15_COPY_OUTLIVES", leaf));
      },
    }),
    definePart({
      stage: "state",
      about: {
        claims: { "env.messageType": typesWith(({ samePersons }) => samePersons === true) },
      },
      needs: PLACED,
      mayUse: ["agreement"],
      evaluate({ claims, facts }) {
        const { exchange } = facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        const opening = openingIn(earlierIn(exchange, claims));
        // R74 reports an update of nothing.
        if (opening === undefined) return [];
        if (opening.at === undefined) return lacks("history.exchange.at");
        const last = lastDay(opening.at.slice(0, 10), claims["env.purpose"], facts.agreement);
        return last !== undefined && claims["env.retention.eraseBy"] > last
          ? [atClaim("R15_EXTENDED_TOO_FAR", "env.retention.eraseBy")]
          : [];
      },
    }),
  ],
});

function typesWith(isOne: (type: (typeof EXCHANGE_TYPES)[string]) => boolean): ReadonlySet<string> {
  return new Set(
    Object.entries(EXCHANGE_TYPES).flatMap(([name, type]) => (isOne(type) ? [name] : [])),
  );
}
