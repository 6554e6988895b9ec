import { areLinked } from "@safepassage/policy";
import {
  atClaim,
  atGroup,
  atLeaf,
  atMessage,
  defineRule,
  type GroupView,
  leavesOf,
  type MessageView,
} from "@safepassage/rules";
import { hasMark } from "@safepassage/schema";
import { LED_CODES } from "../code-lists.ts";

const INDIVIDUAL: ReadonlySet<string> = new Set(LED_CODES.transfersOfOneCase);

/** A transfer in an individual case is necessary, weighed against the person's rights, and about one person. */
export const r28 = defineRule({
  id: "R28",
  codes: [
    "R28_NECESSITY_MISSING",
    "R28_RIGHTS_NOT_WEIGHED",
    "R28_RIGHTS_PREVAIL",
    "R28_SEVERAL_PERSONS",
  ],
  about: { claims: { "env.transfer.basis": INDIVIDUAL } },
  needs: ["env.transfer.basis", "private.necessity"],
  evaluate({ claims, groups, leaves, message }) {
    const hits = [];
    // A reason that supports another one states a fact, and does not say why something is needed.
    const isNeed = (reason: string) => !hasMark("necessity_reason", reason, "support");
    if (!claims["private.necessity"].some(({ reason }) => isNeed(reason))) {
      hits.push(atClaim("R28_NECESSITY_MISSING", "private.necessity"));
    }
    const weighed = leavesOf("assessment.rightsOverride", leaves);
    if (weighed.length === 0) hits.push(atMessage("R28_RIGHTS_NOT_WEIGHED"));
    for (const leaf of weighed) {
      const { done, overridden } = leaf.value as { done?: unknown; overridden?: unknown };
      if (!done) hits.push(atLeaf("R28_RIGHTS_NOT_WEIGHED", leaf));
      if (overridden) hits.push(atLeaf("R28_RIGHTS_PREVAIL", leaf));
    }
    return [
      ...hits,
      ...personsIn(groups, message)
        .slice(1)
        .map((group) => atGroup("R28_SEVERAL_PERSONS", group)),
    ];
  },
});

/**
 * Lists one group for each person. Two linked groups are one person (R07), whichever names the other.
 * Nobody has a third group: two victims linked with one suspect are two persons.
 */
function personsIn(
  groups: readonly GroupView[],
  { body }: MessageView["message"],
): readonly GroupView[] {
  const persons: GroupView[][] = [];
  for (const group of groups.filter(({ kind }) => kind === "subject")) {
    const other = persons.findIndex(
      ([one, second]) =>
        one !== undefined && second === undefined && areLinked(body, one.gid, group.gid),
    );
    const joined = other === -1 ? [] : persons.splice(other, 1);
    persons.push([...joined.flat(), group]);
  }
  return persons.flatMap(([first]) => first ?? []);
}
