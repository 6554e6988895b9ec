import {
  atGroup,
  atLeaf,
  definePart,
  type GroupView,
  type Hit,
  type Rule,
  type Scope,
} from "@safepassage/rules";
import { EXCHANGE_TYPES, findCode, findField, KINDS } from "@safepassage/schema";

const CROSS_CHECK: Scope = { claims: { "env.purpose": new Set(["IDENTITY_CROSS_CHECK"]) } };

/** A cross-check asks by blinded tokens, of a set that both may take part in, and tells no result. */
export const r62: Rule = {
  id: "R62",
  codes: ["R62_KIND_NOT_ADMITTED", "R62_RESULT_OF_TOKENS", "R62_SET_CLOSED", "R62_BUDGET_SPENT"],
  parts: [
    definePart({
      part: "a",
      about: CROSS_CHECK,
      needs: ["env.messageType", "env.sender.agencyType", "env.recipient.agencyType"],
      evaluate({ claims, groups }) {
        const types = [claims["env.sender.agencyType"], claims["env.recipient.agencyType"]];
        const admitted = kindsOf(claims["env.messageType"]);
        return groups.flatMap((group): Hit<Code>[] =>
          admitted.has(group.kind)
            ? [...results(group), ...closedSets(group, types)]
            : [atGroup("R62_KIND_NOT_ADMITTED", group)],
        );
      },
    }),
    definePart({
      part: "b",
      stage: "state",
      about: { ...CROSS_CHECK, fields: ["match.blinded"] },
      needs: ["sessions"],
      evaluate({ facts, leaves }) {
        const named = leaves.filter(({ field }) => field.id === "match.session");
        const open = facts.sessions.filter(({ session }) =>
          named.some(({ value }) => value === session),
        );
        if (open.some(({ tokensLeft }) => tokensLeft === undefined)) {
          return { missing: ["sessions.tokensLeft"] };
        }
        const asked = leaves.filter(({ field }) => field.id === "match.blinded");
        // Of a session that is not open speaks R35. Several share what all of them have left.
        const left = open.reduce((sum, { tokensLeft = 0 }) => sum + tokensLeft, 0);
        const isSpent = open.length > 0 && asked.length > left;
        return isSpent ? asked.map((leaf) => atLeaf("R62_BUDGET_SPENT", leaf)) : [];
      },
    }),
  ],
};

/** What a message of the type may hold: never a statement about a person. */
function kindsOf(messageType: string): ReadonlySet<string> {
  const known = byType.get(messageType);
  if (known !== undefined) return known;
  const { required = [], allowed = [] } = EXCHANGE_TYPES[messageType] ?? {};
  const kinds = [...required, ...allowed]
    .flatMap((id) => findField(id)?.group ?? [])
    .filter((kind) => KINDS[kind]?.asserted === false);
  const admitted = new Set([...ALWAYS, ...kinds]);
  // No sound message has a type that the catalogue does not have: the list is short.
  byType.set(messageType, admitted);
  return admitted;
}

/** Outputs have no field. Their comparison has, and is for searches that were made by people. */
function results(group: GroupView): Hit<Code>[] {
  if (group.kind !== "match" || !TOKEN_FIELDS.some((id) => group.presentFields.has(id))) return [];
  return group.leaves
    .filter(({ field }) => RESULTS.has(field.id))
    .map((leaf) => atLeaf("R62_RESULT_OF_TOKENS", leaf));
}

function closedSets({ leaves }: GroupView, types: readonly string[]): Hit<Code>[] {
  return leaves
    .filter(({ field }) => field.id === "match.setClass")
    .filter(({ value }) => {
      const closedTo = findCode("match_set_class", String(value))?.["excludedAskers"];
      return Array.isArray(closedTo) && types.some((type) => closedTo.includes(type));
    })
    .map((leaf) => atLeaf("R62_SET_CLOSED", leaf));
}

type Code = "R62_KIND_NOT_ADMITTED" | "R62_RESULT_OF_TOKENS" | "R62_SET_CLOSED";

const ALWAYS = ["match", "response", "assessment", "deadline"];
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
const byType = new Map<string, ReadonlySet<string>>();
