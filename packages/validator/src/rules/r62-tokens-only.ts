import {
  atGroup,
  atLeaf,
  atLeaves,
  definePart,
  defineParts,
  type GroupView,
  type Hit,
  lacks,
  leavesOf,
  type Scope,
} from "@safepassage/rules";
import { EXCHANGE_TYPES, findCode, KINDS } from "@safepassage/schema";

const CROSS_CHECK: Scope = { claims: { "env.purpose": new Set(["IDENTITY_CROSS_CHECK"]) } };

/** A cross-check uses only blinded tokens, on a set that is open to both parties, and reports no result. */
export const r62 = defineParts({
  id: "R62",
  codes: ["R62_KIND_NOT_ADMITTED", "R62_RESULT_OF_TOKENS", "R62_SET_CLOSED", "R62_BUDGET_SPENT"],
  parts: [
    definePart({
      about: CROSS_CHECK,
      needs: [
        "env.purpose",
        "env.messageType",
        "env.sender.agencyType",
        "env.recipient.agencyType",
      ],
      evaluate({ claims, groups }) {
        const types = [claims["env.sender.agencyType"], claims["env.recipient.agencyType"]];
        const admitted = KINDS_OF_TYPE.get(claims["env.messageType"]) ?? ALWAYS;
        return groups.flatMap((group) =>
          admitted.has(group.kind)
            ? [...results(group), ...closedSets(group, types)]
            : [atGroup("R62_KIND_NOT_ADMITTED", group)],
        );
      },
    }),
    definePart({
      stage: "state",
      about: { ...CROSS_CHECK, fields: ["match.blinded"] },
      needs: ["env.purpose", "sessions"],
      evaluate({ facts, leaves }) {
        const named = leavesOf("match.session", leaves);
        const open = facts.sessions.filter(({ session }) =>
          named.some(({ value }) => value === session),
        );
        // R35 reports a session that is not open.
        if (open.length === 0) return [];
        let left = 0;
        for (const { tokensLeft } of open) {
          if (tokensLeft === undefined) return lacks("sessions.tokensLeft");
          // Several sessions share their remaining tokens.
          left += tokensLeft;
        }
        const asked = leavesOf("match.blinded", leaves);
        return asked.length > left ? asked.map((leaf) => atLeaf("R62_BUDGET_SPENT", leaf)) : [];
      },
    }),
  ],
});

/** Hits for results of tokens. The result fields exist only for searches made by people. */
function results(group: GroupView): Hit<Code>[] {
  if (!TOKEN_FIELDS.some((id) => group.presentFields.has(id))) return [];
  return atLeaves("R62_RESULT_OF_TOKENS", group.leaves, ({ field }) => RESULTS.has(field.id));
}

function isFree(kind: string, fields: ReadonlySet<string | undefined>): boolean {
  const entry = KINDS[kind];
  return entry?.asserted === false && entry.fields.some((id) => fields.has(id));
}

function closedSets({ leaves }: GroupView, types: readonly string[]): Hit<Code>[] {
  return atLeaves("R62_SET_CLOSED", leavesOf("match.setClass", leaves), ({ value }) => {
    const closedTo = findCode("match_set_class", String(value))?.["excludedAskers"];
    return Array.isArray(closedTo) && types.some((type) => closedTo.includes(type));
  });
}

type Code = "R62_KIND_NOT_ADMITTED" | "R62_RESULT_OF_TOKENS" | "R62_SET_CLOSED";

const ALWAYS: ReadonlySet<string> = new Set(["match", "response", "assessment", "deadline"]);
/** Kinds that a message of an exchange-level type may hold: never one about a person. */
const KINDS_OF_TYPE: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(EXCHANGE_TYPES).map(([type, { required, allowed }]) => {
    const named = new Set([required, allowed].flat());
    const kinds = Object.keys(KINDS).filter((kind) => isFree(kind, named));
    return [type, new Set([...ALWAYS, ...kinds])];
  }),
);
const TOKEN_FIELDS = [
  "match.suite",
  "match.keyId",
  "match.epoch",
  "match.tokenKind",
  "match.blinded",
  "match.evaluated",
  "match.proof",
];
const RESULTS: ReadonlySet<string> = new Set(["match.result", "match.strength"]);
