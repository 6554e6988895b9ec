import {
  atMessage,
  type Claims,
  definePart,
  defineParts,
  lacks,
  valuesOf,
} from "@safepassage/rules";

const AUDIT_ANSWER = {
  "env.purpose": new Set(["OVERSIGHT_AUDIT"]),
  "env.messageType": new Set(["response"]),
};

/** Every disclosure is logged, and an audit is answered with the complete log. */
export const r57 = defineParts({
  id: "R57",
  codes: ["R57_POSITION_MISSING", "R57_NO_INTENT", "R57_NO_OUTCOME", "R57_NOT_COSIGNED"],
  parts: [
    definePart({
      about: { claims: AUDIT_ANSWER },
      needs: ["env.messageType", "env.purpose", "history"],
      evaluate({ facts, leaves }) {
        const { interval } = facts.history.log;
        if (interval === undefined) return lacks("history.log");
        const { origin, from, to } = interval;
        const held = new Set(
          (valuesOf("log.position", leaves) as unknown as readonly Position[])
            .filter((one) => origin === undefined || one.origin === origin)
            .map(({ index }) => index)
            .filter((index) => index >= from && index <= to),
        );
        return held.size === to - from + 1 ? [] : [atMessage("R57_POSITION_MISSING")];
      },
    }),
    definePart({
      needs: ["env.messageType", "env.purpose", "env.deliverBy", "history"],
      evaluate({ claims, facts, now }) {
        if (answersAudit(claims)) return "notApplicable";
        const { intentPrecedes, outcomeFollows, cosigned } = facts.history.log;
        if (intentPrecedes === undefined) return lacks("history.log");
        const hits = intentPrecedes ? [] : [atMessage("R57_NO_INTENT")];
        // Until then the message may still be on its way.
        if (now <= claims["env.deliverBy"]) return hits;
        if (outcomeFollows === undefined || cosigned === undefined) {
          return hits.length > 0 ? hits : lacks("history.log");
        }
        if (!outcomeFollows) return [...hits, atMessage("R57_NO_OUTCOME")];
        return cosigned ? hits : [...hits, atMessage("R57_NOT_COSIGNED")];
      },
    }),
  ],
});

function answersAudit(claims: Pick<Claims, "env.messageType" | "env.purpose">): boolean {
  return (
    AUDIT_ANSWER["env.purpose"].has(claims["env.purpose"]) &&
    AUDIT_ANSWER["env.messageType"].has(claims["env.messageType"])
  );
}

type Position = { readonly origin: string; readonly index: number };
