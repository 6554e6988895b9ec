import { atLeaf, type Claims, defineRule, type GroupView, type LeafView } from "@safepassage/rules";
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
    return groups.flatMap((group) =>
      group.leaves
        .filter(({ field }) => ELEMENTS.has(field.id))
        .flatMap((leaf) => {
          const session = facts.sessions.find((one) => isOf(one, group, leaf, claims));
          if (session?.proofChecked) return [];
          return [atLeaf(session ? "R35_PROOF_NOT_CHECKED" : "R35_NO_SESSION", leaf)];
        }),
    );
  },
});

/** Whether an element belongs to a session: its group names it, and the right side sends it. */
function isOf(
  session: MatchSession,
  { leaves }: GroupView,
  element: LeafView,
  claims: Pick<Claims, "env.sender.agencyId" | "env.recipient.agencyId">,
): boolean {
  const isBlinded = ELEMENTS.get(element.field.id) === "asker";
  const { "env.sender.agencyId": sender, "env.recipient.agencyId": recipient } = claims;
  const [asker, answerer] = isBlinded ? [sender, recipient] : [recipient, sender];
  return (
    session.asker === asker &&
    session.answerer === answerer &&
    MEMBERS.every((name) =>
      leaves.some(({ field, value }) => field.id === `match.${name}` && value === session[name]),
    )
  );
}

const ELEMENTS: ReadonlyMap<string, "asker" | "answerer"> = new Map([
  ["match.blinded", "asker"],
  ["match.evaluated", "answerer"],
]);
const MEMBERS = ["session", "suite", "keyId", "epoch"] as const;
