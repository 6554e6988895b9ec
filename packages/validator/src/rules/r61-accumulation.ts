import { judgeIdentification } from "@safepassage/policy";
import {
  atGroup,
  atLeaf,
  definePart,
  defineParts,
  type GroupView,
  lacks,
  type MessageView,
  POLICY_NEEDS,
  policyInput,
} from "@safepassage/rules";
import type { PersonHistory } from "@safepassage/schema";

/** Several messages about one person do not together say what none may say alone. */
export const r61 = defineParts({
  id: "R61",
  codes: ["R61_TOGETHER_TOO_NARROW", "R61_PSEUDONYM_REUSED"],
  parts: [
    definePart({
      about: { kinds: ["subject"] },
      needs: [...POLICY_NEEDS, "history"],
      evaluate(view) {
        const { agreement, history } = view.facts;
        if (!agreement.noIdentificationClause) return "notApplicable";
        const before: [GroupView, PersonHistory][] = [];
        for (const person of peopleIn(view)) {
          const known = historyOf(history, person.gid);
          if (known === undefined) return lacks("history.people");
          if (known.bits > 0) before.push([person, known]);
        }
        if (before.length === 0) return [];
        const judged = new Map(judgeIdentification(policyInput(view)).map((one) => [one.gid, one]));
        return before.flatMap(([person, known]) => {
          const now = judged.get(person.gid);
          // The clause does not protect this person.
          if (now === undefined) return [];
          const together = sumWith(known, now.weights);
          // R31 reports a message that says too much by itself.
          return together > agreement.quasiIdentifierBound && together > now.bits
            ? [atGroup("R61_TOGETHER_TOO_NARROW", person)]
            : [];
        });
      },
    }),
    definePart({
      about: { kinds: ["subject"] },
      needs: [
        "env.sender.agencyId",
        "env.recipient.agencyId",
        "private.exchangeId",
        "private.caseRef",
        "history",
      ],
      evaluate(view) {
        const { claims, facts } = view;
        const parties = [claims["env.sender.agencyId"], claims["env.recipient.agencyId"]];
        const hits = [];
        for (const { gid, leaves } of peopleIn(view)) {
          const uses = historyOf(facts.history, gid)?.pseudonyms;
          if (uses === undefined) return lacks("history.people");
          // Uses with other parties, or with the same parties in another case.
          const others = uses.filter(
            ({ exchangeId, with: other, caseRef }) =>
              exchangeId !== claims["private.exchangeId"] &&
              !(parties.includes(other) && caseRef === claims["private.caseRef"]),
          );
          for (const leaf of leaves) {
            if (leaf.field.id !== "subject.pseudonym") continue;
            if (others.some(({ pseudonym }) => pseudonym === leaf.value)) {
              hits.push(atLeaf("R61_PSEUDONYM_REUSED", leaf));
            }
          }
        }
        return hits;
      },
    }),
  ],
});

const peopleIn = ({ groups }: MessageView): readonly GroupView[] =>
  groups.filter(({ kind }) => kind === "subject");

function historyOf(
  { person, people }: { person?: PersonHistory; people?: Readonly<Record<string, PersonHistory>> },
  gid: string,
): PersonHistory | undefined {
  return people !== undefined && Object.hasOwn(people, gid) ? people[gid] : person;
}

function sumWith({ bits, sent }: PersonHistory, weights: ReadonlyMap<string, number>): number {
  const now = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (sent === undefined) return bits + now;
  const both = new Map(Object.entries(sent));
  for (const [key, weight] of weights) both.set(key, Math.max(weight, both.get(key) ?? 0));
  return [...both.values()].reduce((sum, weight) => sum + weight, 0);
}
