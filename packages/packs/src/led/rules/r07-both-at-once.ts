import { areLinked, isSuspect, isVictim } from "@safepassage/policy";
import {
  atGroup,
  atLeaves,
  definePart,
  defineParts,
  type GroupView,
  leavesOf,
  type MessageView,
  valuesOf,
} from "@safepassage/rules";

/** A person who is both victim and suspect is in two groups, and her protection as a victim is stated. */
export const r07 = defineParts({
  id: "R07",
  codes: [
    "R07_NOT_ONE_CATEGORY",
    "R07_BOTH_IN_ONE_GROUP",
    "R07_NON_PUNISHMENT_MISSING",
    "R07_SAME_PERSON_TOLD",
  ],
  parts: [
    definePart({
      about: { kinds: ["subject"] },
      needs: [],
      evaluate(view) {
        const several = severalCategories(view);
        if (!view.groups.some(isSuspect)) return several;
        const people = view.groups.filter(isPerson);
        return [...several, ...people.flatMap((group) => againstSuspect(group, people, view))];
      },
    }),
    definePart({
      about: { kinds: ["subject"] },
      needs: ["env.recipient.agencyType"],
      evaluate(view) {
        if (view.claims["env.recipient.agencyType"] === "prosecutor") return [];
        if (!view.groups.some(isSuspect)) return [];
        const people = view.groups.filter(isPerson);
        return people
          .filter((group) =>
            people.some((other) => isDual(group, other) && areOne(group, other, view)),
          )
          .map((group) => atGroup("R07_SAME_PERSON_TOLD", group));
      },
    }),
  ],
});

/** Hits for a person with several categories. R53 reports an invalid category. */
function severalCategories({ issues, groups }: MessageView) {
  return issues
    .filter(({ rule }) => rule === "R07")
    .flatMap(({ pointer }) => groups.filter(({ gid }) => pointer.startsWith(`/body/${gid}/`)))
    .map((group) => atGroup("R07_NOT_ONE_CATEGORY", group, "ledCategory", "subject.ledCategory"));
}

function againstSuspect(group: GroupView, people: readonly GroupView[], view: MessageView) {
  if (!isSuspect(group)) return [];
  const statuses = leavesOf("subject.traffickingStatus", group.leaves);
  const both = atLeaves("R07_BOTH_IN_ONE_GROUP", statuses, ({ value }) => value !== "notAVictim");
  const isMarked = valuesOf("subject.nonPunishment", group.leaves).some((v) => v !== "none");
  return !isMarked && people.some((other) => isVictim(other) && areOne(group, other, view))
    ? [...both, atGroup("R07_NON_PUNISHMENT_MISSING", group)]
    : both;
}

/** Whether the message shows two groups to be one person: by link, shared pseudonym or shared identity. */
function areOne(a: GroupView, b: GroupView, { concern, groups, message }: MessageView): boolean {
  return (
    // Only a direct link states that they are one person.
    areLinked(message.body, a.gid, b.gid) ||
    pseudonymOf(a).some((value) => pseudonymOf(b).includes(value)) ||
    groups.some(({ kind, gid }) => {
      if (kind !== "identity") return false;
      const people = concern.personsOf(gid);
      return people.includes(a.gid) && people.includes(b.gid);
    })
  );
}

/** Whether the pair is a victim and a suspect. R71 judges other links between people. */
const isDual = (a: GroupView, b: GroupView): boolean =>
  (isVictim(a) && isSuspect(b)) || (isSuspect(a) && isVictim(b));

const pseudonymOf = ({ leaves }: GroupView): readonly unknown[] =>
  valuesOf("subject.pseudonym", leaves);

const isPerson = ({ kind }: GroupView): boolean => kind === "subject";
