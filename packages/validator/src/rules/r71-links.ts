import { isSuspect, isVictim } from "@safepassage/policy";
import { atGroup, defineRule, type GroupView, type Hit } from "@safepassage/rules";
import type { KindEntry } from "@safepassage/schema";

const CODES = [
  "R71_KIND_UNKNOWN",
  "R71_HEADER_INCOMPLETE",
  "R71_HEADER_FOREIGN",
  "R71_LINK_MISSING",
  "R71_LINK_WRONG",
  "R71_LINK_NOT_DUAL",
] as const;
type Code = (typeof CODES)[number];

/** Groups have the header of their kind, and link only to kinds of group they may link to. */
export const r71 = defineRule({
  id: "R71",
  codes: CODES,
  needs: [],
  evaluate({ groups }) {
    const find = groupFinder(groups);
    const hits = [];
    for (const group of groups) {
      const { entry } = group;
      if (entry === undefined) {
        hits.push(atGroup("R71_KIND_UNKNOWN", group, "kind"));
        continue;
      }
      addHeaderHits(group, entry, hits);
      addLinkHits(group, entry, find, hits);
    }
    return hits;
  },
});

function addHeaderHits(group: GroupView, { person, asserted }: KindEntry, hits: Hit<Code>[]): void {
  const code = person ? "R71_HEADER_INCOMPLETE" : "R71_HEADER_FOREIGN";
  for (const [name, field] of PERSON_HEADER) {
    if (group.presentFields.has(field) !== person) hits.push(atGroup(code, group, name, field));
  }
  if (!asserted && [...group.presentFields].some((field) => field.startsWith("meta."))) {
    hits.push(atGroup("R71_HEADER_FOREIGN", group, "meta", "meta.nature"));
  }
}

function addLinkHits(
  group: GroupView,
  { links: { to, min, max } }: KindEntry,
  find: (gid: string) => GroupView | undefined,
  hits: Hit<Code>[],
): void {
  if (group.links.length < min) hits.push(atGroup("R71_LINK_MISSING", group, "links"));
  let isWrong = group.links.length > max;
  let isDual = true;
  for (const gid of group.links) {
    const target = find(gid);
    if (target === undefined || !to.includes(target.kind)) isWrong = true;
    else if (group.kind === "subject") isDual &&= isDualStatus(group, target);
  }
  if (isWrong) hits.push(atGroup("R71_LINK_WRONG", group, "links"));
  else if (!isDual) hits.push(atGroup("R71_LINK_NOT_DUAL", group, "links"));
}

/** Creates a finder of groups by id. For a few groups, searching is faster than building a map. */
function groupFinder(groups: readonly GroupView[]): (gid: string) => GroupView | undefined {
  if (groups.length <= FEW) return (gid) => groups.find((group) => group.gid === gid);
  const byId = new Map(groups.map((group) => [group.gid, group]));
  return (gid) => byId.get(gid);
}

/** Whether two groups are one person: as a victim with her rights, as a suspect under the rules for suspects. */
function isDualStatus(one: GroupView, other: GroupView): boolean {
  return (isVictim(one) && isSuspect(other)) || (isSuspect(one) && isVictim(other));
}

const FEW = 8;
const PERSON_HEADER = [
  ["ledCategory", "subject.ledCategory"],
  ["ageClass", "subject.ageClass"],
] as const;
