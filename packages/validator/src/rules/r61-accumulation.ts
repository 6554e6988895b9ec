import { judgeIdentification } from "@safepassage/policy";
import {
  atGroup,
  atLeaf,
  definePart,
  type GroupView,
  type Hit,
  lacks,
  POLICY_NEEDS,
  policyInput,
  type Rule,
} from "@safepassage/rules";
import type { PersonHistory } from "@safepassage/schema";

/** Many messages about one person do not say together what none of them may say alone. */
export const r61: Rule = {
  id: "R61",
  codes: ["R61_TOGETHER_TOO_NARROW", "R61_PSEUDONYM_REUSED"],
  parts: [
    definePart({
      part: "a",
      about: { kinds: ["subject"] },
      needs: [...POLICY_NEEDS, "history"],
      evaluate(view) {
        const { agreement, history } = view.facts;
        const people = view.groups.filter(({ kind }) => kind === "subject");
        if (people.length === 0 || !agreement.noIdentificationClause) return "notApplicable";
        const known = people.map(({ gid }) => historyOf(history, gid));
        if (known.includes(undefined)) return lacks("history.people");
        if (known.every((one) => one?.bits === 0)) return [];
        return judgeIdentification(policyInput(view)).flatMap(({ gid, bits, weights }) => {
          const before = historyOf(history, gid);
          const person = people.find((one) => one.gid === gid);
          if (before === undefined || person === undefined) return [];
          const together = sumWith(before, weights);
          // What this message alone says too much is for R31 to name.
          return together > agreement.quasiIdentifierBound && together > bits
            ? [atGroup("R61_TOGETHER_TOO_NARROW", person)]
            : [];
        });
      },
    }),
    definePart({
      part: "b",
      about: { kinds: ["subject"] },
      needs: [
        "env.sender.agencyId",
        "env.recipient.agencyId",
        "private.exchangeId",
        "private.caseRef",
        "history",
      ],
      evaluate({ claims, facts, groups }) {
        const people = groups.filter(({ kind }) => kind === "subject");
        const parties = [claims["env.sender.agencyId"], claims["env.recipient.agencyId"]];
        const hits: Hit<"R61_PSEUDONYM_REUSED">[] = [];
        for (const person of people) {
          const uses = historyOf(facts.history, person.gid)?.pseudonyms;
          if (uses === undefined) return lacks("history.people");
          const isReused = uses.some(
            (use) =>
              pseudonymOf(person) === use.pseudonym &&
              use.exchangeId !== claims["private.exchangeId"] &&
              !(parties.includes(use.with) && use.caseRef === claims["private.caseRef"]),
          );
          const leaf = person.leaves.find(({ field }) => field.id === "subject.pseudonym");
          if (isReused && leaf !== undefined) hits.push(atLeaf("R61_PSEUDONYM_REUSED", leaf));
        }
        return hits;
      },
    }),
  ],
};

function historyOf(
  { person, people }: { person?: PersonHistory; people?: Readonly<Record<string, PersonHistory>> },
  gid: string,
): PersonHistory | undefined {
  return people !== undefined && Object.hasOwn(people, gid) ? people[gid] : person;
}

function pseudonymOf({ leaves }: GroupView): unknown {
  return leaves.find(({ field }) => field.id === "subject.pseudonym")?.value;
}

/** Bits of both together, a field once. */
function sumWith({ bits, sent }: PersonHistory, weights: ReadonlyMap<string, number>): number {
  const now = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (sent === undefined) return bits + now;
  const both = new Map(Object.entries(sent));
  for (const [key, weight] of weights) both.set(key, Math.max(weight, both.get(key) ?? 0));
  return [...both.values()].reduce((sum, weight) => sum + weight, 0);
}
