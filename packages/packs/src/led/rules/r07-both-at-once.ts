import { areLinked, isSuspect, isVictim } from "@safepassage/policy";
import {
  atGroup,
  atLeaves,
  definePart,
  defineParts,
  type GroupView,
  isValidConsent,
  leavesOf,
  type MessageView,
  useOf,
  type View,
  valuesOf,
} from "@safepassage/rules";
import { scopeCovers } from "@safepassage/schema";

const NEEDS = [
  "env.createdAt",
  "env.purpose",
  "env.recipient.agencyId",
  "env.recipient.agencyType",
  "consents",
  "registry",
] as const;

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
      stage: "context",
      about: { kinds: ["subject"] },
      needs: NEEDS,
      evaluate(view) {
        const dual = dualGroups(view);
        const type = view.claims["env.recipient.agencyType"];
        if (SPARING.has(type)) return [];
        if (view.facts.registry.recipient.flags.mayWaivePenalty === true) return [];
        const told = type === "legalAid" ? dual.filter((one) => !isAgreed(one, view)) : dual;
        return told.map((group) => atGroup("R07_SAME_PERSON_TOLD", group));
      },
    }),
  ],
});

/** Groups that the message shows to be one person, who is both victim and suspect. */
function dualGroups(view: MessageView): readonly GroupView[] {
  const people = view.groups.filter(isPerson);
  return people.filter((group) => othersOf(group, people, view).length > 0);
}

/** Groups that are about the same person in the other role. */
const othersOf = (group: GroupView, people: readonly GroupView[], view: MessageView) =>
  people.filter((other) => isDual(group, other) && areOne(group, other, view));

/** Whether the person consents, in either role, that this recipient learns of both. */
function isAgreed(group: GroupView, view: View<(typeof NEEDS)[number]>): boolean {
  const use = useOf(view.claims);
  const roles = [group, ...othersOf(group, view.groups, view)];
  return view.facts.consents.some(
    (consent) =>
      roles.some(({ gid }) => gid === consent.subject) &&
      scopeCovers(consent.scope, "subject.nonPunishment") &&
      isValidConsent(consent, use),
  );
}

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

/** Who may not prosecute, or not impose penalties (Dir 2011/36 Art 8), and who coordinates them. */
const SPARING: ReadonlySet<string> = new Set(["prosecutor", "court", "eppo", "eurojust"]);

const isPerson = ({ kind }: GroupView): boolean => kind === "subject";
