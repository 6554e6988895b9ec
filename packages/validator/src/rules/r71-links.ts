import { atGroup, defineRule, type GroupView, type Hit } from "@safepassage/rules";

/** Groups have the header of their kind, and their links lead to groups they may concern. */
export const r71 = defineRule({
  id: "R71",
  codes: [
    "R71_KIND_UNKNOWN",
    "R71_HEADER_INCOMPLETE",
    "R71_HEADER_FOREIGN",
    "R71_LINK_MISSING",
    "R71_LINK_WRONG",
    "R71_LINK_NOT_DUAL",
  ],
  needs: [],
  evaluate({ groups }) {
    const byId = new Map(groups.map((group) => [group.gid, group]));
    return groups.flatMap((group) =>
      group.entry === undefined
        ? [atGroup("R71_KIND_UNKNOWN", group, "kind")]
        : [...headerHits(group), ...linkHits(group, byId)],
    );
  },
});

function headerHits(group: GroupView): Hit<Code>[] {
  const person = group.entry?.person === true;
  const headers = PERSON_HEADER.filter(([, field]) => group.presentFields.has(field) !== person);
  const code = person ? "R71_HEADER_INCOMPLETE" : "R71_HEADER_FOREIGN";
  const hits: Hit<Code>[] = headers.map(([name, field]) => atGroup(code, group, name, field));
  const isFree = group.entry?.asserted === false;
  if (isFree && [...group.presentFields].some((field) => field.startsWith("meta."))) {
    hits.push(atGroup("R71_HEADER_FOREIGN", group, "meta", "meta.nature"));
  }
  return hits;
}

function linkHits(group: GroupView, byId: ReadonlyMap<string, GroupView>): Hit<Code>[] {
  const { to, min, max } = group.entry?.links ?? { to: [], min: 0, max: 0 };
  const hits: Hit<Code>[] = [];
  if (group.links.length < min) hits.push(atGroup("R71_LINK_MISSING", group, "links"));
  const targets = group.links.map((gid) => byId.get(gid));
  const allowed = (target: GroupView | undefined) =>
    target !== undefined && to.includes(target.kind);
  if (group.links.length > max || !targets.every(allowed)) {
    hits.push(atGroup("R71_LINK_WRONG", group, "links"));
  } else if (group.kind === "subject" && !targets.every((target) => isDualStatus(group, target))) {
    hits.push(atGroup("R71_LINK_NOT_DUAL", group, "links"));
  }
  return hits;
}

/** One person in two groups, as a victim and as a suspect: rights as one, rules as the other. */
function isDualStatus(group: GroupView, other: GroupView | undefined): boolean {
  const categories = [group.ledCategory ?? "", other?.ledCategory ?? ""];
  return (
    categories.some((category) => VICTIM.has(category)) &&
    categories.some((category) => SUSPECT.has(category))
  );
}

type Code =
  | "R71_KIND_UNKNOWN"
  | "R71_HEADER_INCOMPLETE"
  | "R71_HEADER_FOREIGN"
  | "R71_LINK_MISSING"
  | "R71_LINK_WRONG"
  | "R71_LINK_NOT_DUAL";

const PERSON_HEADER = [
  ["ledCategory", "subject.ledCategory"],
  ["ageClass", "subject.ageClass"],
] as const;
const VICTIM = new Set(["victim", "possibleVictim"]);
const SUSPECT = new Set(["suspect", "convicted"]);
