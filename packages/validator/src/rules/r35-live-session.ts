import { atLeaf, defineRule, type GroupView, type Hit, type LeafView } from "@safepassage/rules";
import type { MatchSession } from "@safepassage/schema";

/**
 * Tokens are sent only within a matching session. By itself a blinded element cannot be told from a hash
 * of a name, which anybody could guess.
 */
export const r35 = defineRule({
  id: "R35",
  codes: ["R35_NO_SESSION", "R35_PROOF_NOT_CHECKED"],
  about: { fields: ["match.blinded", "match.evaluated"] },
  needs: ["env.sender.agencyId", "env.recipient.agencyId", "sessions"],
  evaluate({ claims, facts, groups }) {
    const parties = {
      sender: claims["env.sender.agencyId"],
      recipient: claims["env.recipient.agencyId"],
    };
    return groups.flatMap((group) =>
      group.leaves
        .filter(({ field }) => ELEMENTS.has(field.id))
        .flatMap((leaf): Hit<Code>[] => {
          const session = facts.sessions.find((one) => isOf(one, group, leaf, parties));
          if (session === undefined) return [atLeaf("R35_NO_SESSION", leaf)];
          return session.proofChecked ? [] : [atLeaf("R35_PROOF_NOT_CHECKED", leaf)];
        }),
    );
  },
});

/** Whether an element belongs to a session: its group names it, and the right side sends it. */
function isOf(
  session: MatchSession,
  { leaves }: GroupView,
  element: LeafView,
  { sender, recipient }: { readonly sender: string; readonly recipient: string },
): boolean {
  const isBlinded = ELEMENTS.get(element.field.id) === "asker";
  const [asker, answerer] = isBlinded ? [sender, recipient] : [recipient, sender];
  return (
    session.asker === asker &&
    session.answerer === answerer &&
    MEMBERS.every((name) =>
      leaves.some(({ field, value }) => field.id === `match.${name}` && value === session[name]),
    )
  );
}

type Code = "R35_NO_SESSION" | "R35_PROOF_NOT_CHECKED";

const ELEMENTS: ReadonlyMap<string, "asker" | "answerer"> = new Map([
  ["match.blinded", "asker"],
  ["match.evaluated", "answerer"],
]);
const MEMBERS = ["session", "suite", "keyId", "epoch"] as const;
