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

/** A transfer in an individual case is necessary, weighed against the rights of each person, and about one case. */
export const r28 = defineRule({
  id: "R28",
  codes: [
    "R28_NECESSITY_MISSING",
    "R28_RIGHTS_NOT_WEIGHED",
    "R28_RIGHTS_PREVAIL",
    "R28_SEVERAL_CASES",
    "R28_TOO_MANY_PERSONS",
  ],
  about: { claims: { "env.transfer.basis": INDIVIDUAL } },
  needs: ["env.transfer.basis", "private.necessity"],
  evaluate({ claims, ...view }) {
    // A reason that supports another one states a fact, and does not say why something is needed.
    const isNeed = (reason: string) => !hasMark("necessity_reason", reason, "support");
    const persons = personsIn(view);
    return [
      ...(claims["private.necessity"].some(({ reason }) => isNeed(reason))
        ? []
        : [atClaim("R28_NECESSITY_MISSING", "private.necessity")]),
      ...againstWeighing(view, persons),
      ...outsideOfCase(view, persons).map(({ first }) => atGroup("R28_SEVERAL_CASES", first)),
      ...(persons.length > MOST_PERSONS ? [atMessage("R28_TOO_MANY_PERSONS")] : []),
    ];
  },
});

/** The rights of each person were weighed, and nowhere found to prevail. */
function againstWeighing({ concern, leaves }: MessageView, persons: readonly Person[]) {
  const weighed = leavesOf("assessment.rightsOverride", leaves);
  if (weighed.length === 0) return [atMessage("R28_RIGHTS_NOT_WEIGHED")];
  // Of one person any weighing is hers. Of several, it says whose rights it is about.
  const isFor = ({ gids }: Person) =>
    persons.length === 1 ||
    weighed.some(({ gid }) => concern.linkedPersonsOf(gid).some((one) => gids.includes(one)));
  return [
    ...weighed.flatMap((leaf) => {
      const { done, overridden } = leaf.value as { done?: unknown; overridden?: unknown };
      return [
        ...(done ? [] : [atLeaf("R28_RIGHTS_NOT_WEIGHED", leaf)]),
        ...(overridden ? [atLeaf("R28_RIGHTS_PREVAIL", leaf)] : []),
      ];
    }),
    ...persons
      .filter((person) => !isFor(person))
      .map(({ first }) => atGroup("R28_RIGHTS_NOT_WEIGHED", first)),
  ];
}

/** A human being, with the groups that are about her. */
interface Person {
  readonly first: GroupView;
  readonly gids: string[];
}

/**
 * Lists the persons. Two linked groups are one person (R07), whichever names the other. Nobody has a
 * third group: two victims linked with one suspect are two persons.
 */
function personsIn({ groups, message: { body } }: MessageView): readonly Person[] {
  const persons: Person[] = [];
  for (const group of groups.filter(({ kind }) => kind === "subject")) {
    const other = persons.find(
      ({ first, gids }) => gids.length === 1 && areLinked(body, first.gid, group.gid),
    );
    if (other === undefined) persons.push({ first: group, gids: [group.gid] });
    else other.gids.push(group.gid);
  }
  return persons;
}

/**
 * Persons who have no case in common with each of the others. A case is an event, or events that are
 * linked with each other, and the persons who are linked with one of them. A person in two events does
 * not join these: who says that they belong together links them, and answers for it.
 */
function outsideOfCase(view: MessageView, persons: readonly Person[]): readonly Person[] {
  const { body } = view.message;
  const cases = casesIn(view).map((events) =>
    persons.filter(({ gids }) =>
      events.some((event) => gids.some((gid) => areLinked(body, event, gid))),
    ),
  );
  return persons.filter((person) =>
    persons.some(
      (other) =>
        other !== person && !cases.some((one) => one.includes(person) && one.includes(other)),
    ),
  );
}

/** For each event all that hang together with it by links. */
function casesIn({ groups, message: { body } }: MessageView): readonly (readonly string[])[] {
  const events = groups.filter(({ kind }) => kind === "event").map(({ gid }) => gid);
  return events.map((start) => {
    const together = new Set([start]);
    // The loop also visits what is added to the set on the way.
    for (const event of together) {
      for (const other of events) if (areLinked(body, event, other)) together.add(other);
    }
    return [...together];
  });
}

/** Most persons of one case. Ours: recital 72 is against frequent, massive and structural transfers. */
const MOST_PERSONS = 8;
