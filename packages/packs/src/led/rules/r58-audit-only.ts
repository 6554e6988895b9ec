import { atGroup, defineRule } from "@safepassage/rules";
import { EXCHANGE_TYPES, findField } from "@safepassage/schema";

/** An audit concerns the log, and receives no case data (LED Art 25(2)). */
export const r58 = defineRule({
  id: "R58",
  codes: ["R58_CASE_DATA"],
  about: { claims: { "env.purpose": new Set(["OVERSIGHT_AUDIT"]) } },
  needs: ["env.purpose", "env.messageType"],
  evaluate({ claims, groups }) {
    const ofReply = kindsOfReply.get(claims["env.messageType"]);
    return groups
      .filter(({ kind, entry }) => entry !== undefined && !OF_AUDIT.has(kind))
      .filter(({ kind }) => ofReply?.has(kind) !== true)
      .map((group) => atGroup("R58_CASE_DATA", group));
  },
});

const OF_AUDIT: ReadonlySet<string> = new Set(["audit", "log", "response", "deadline"]);

/** Kinds of group that each exchange-level type needs for its required fields. */
const kindsOfReply: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(EXCHANGE_TYPES).map(([type, { required = [] }]) => [
    type,
    new Set(required.flatMap((field) => findField(field)?.group ?? [])),
  ]),
);
