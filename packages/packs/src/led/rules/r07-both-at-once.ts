import { areLinked } from "@safepassage/policy";
import {
  atGroup,
  atLeaf,
  definePart,
  type GroupView,
  type Hit,
  type LeafView,
  type MessageView,
  type Rule,
} from "@safepassage/rules";

/** Whoever is victim and suspect at once is so in two groups, and the victim is not forgotten. */
export const r07: Rule = {
  id: "R07",
  codes: [
    "R07_NOT_ONE_CATEGORY",
    "R07_BOTH_IN_ONE_GROUP",
    "R07_NON_PUNISHMENT_MISSING",
    "R07_SAME_PERSON_TOLD",
  ],
  parts: [
    definePart({
      part: "a",
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
      part: "b",
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
          .map((group): Hit<"R07_SAME_PERSON_TOLD"> => atGroup("R07_SAME_PERSON_TOLD", group));
      },
    }),
  ],
};

/** Several categories of one person. What is no category at all is for R53. */
function severalCategories({ issues, groups }: MessageView): Hit<PartA>[] {
  return issues
    .filter(({ rule }) => rule === "R07")
    .flatMap(({ pointer }) => groups.filter(({ gid }) => pointer.startsWith(`/body/${gid}/`)))
    .map((group) => atGroup("R07_NOT_ONE_CATEGORY", group, "ledCategory", "subject.ledCategory"));
}

function againstSuspect(
  group: GroupView,
  people: readonly GroupView[],
  view: MessageView,
): Hit<PartA>[] {
  if (!isSuspect(group)) return [];
  const hits: Hit<PartA>[] = leavesOf("subject.traffickingStatus", group)
    .filter(({ value }) => value !== "notAVictim")
    .map((leaf) => atLeaf("R07_BOTH_IN_ONE_GROUP", leaf));
  const isMarked = leavesOf("subject.nonPunishment", group).some(({ value }) => value !== "none");
  if (!isMarked && people.some((other) => isVictim(other) && areOne(group, other, view))) {
    hits.push(atGroup("R07_NON_PUNISHMENT_MISSING", group));
  }
  return hits;
}

/**
 * Whether the message shows two groups to be one person: by a link, by one pseudonym, or by one
 * identity that is said of both.
 */
function areOne(a: GroupView, b: GroupView, { concern, groups, message }: MessageView): boolean {
  return (
    // The statement that they are one: of one person the other's links say nothing.
    areLinked(message.body, a.gid, b.gid) ||
    pseudonymOf(a).some((value) => pseudonymOf(b).includes(value)) ||
    groups.some(({ kind, gid }) => {
      if (kind !== "identity") return false;
      const people = concern.personsOf(gid);
      return people.includes(a.gid) && people.includes(b.gid);
    })
  );
}

/** Other links between people are R71's. */
const isDual = (a: GroupView, b: GroupView): boolean =>
  (isVictim(a) && isSuspect(b)) || (isSuspect(a) && isVictim(b));

const pseudonymOf = (group: GroupView): unknown[] =>
  leavesOf("subject.pseudonym", group).map(({ value }) => value);

const leavesOf = (id: string, { leaves }: GroupView): readonly LeafView[] =>
  leaves.filter(({ field }) => field.id === id);

const isPerson = ({ kind }: GroupView): boolean => kind === "subject";
const isVictim = ({ ledCategory }: GroupView): boolean => VICTIM.has(ledCategory);
const isSuspect = ({ ledCategory }: GroupView): boolean => SUSPECT.has(ledCategory);

type PartA = "R07_NOT_ONE_CATEGORY" | "R07_BOTH_IN_ONE_GROUP" | "R07_NON_PUNISHMENT_MISSING";

const VICTIM: ReadonlySet<string | undefined> = new Set(["victim", "possibleVictim"]);
const SUSPECT: ReadonlySet<string | undefined> = new Set(["suspect", "convicted"]);
