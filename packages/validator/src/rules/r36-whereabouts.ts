import { concernedSubjects } from "@safepassage/policy";
import {
  atClaim,
  atGroup,
  atLeaf,
  definePart,
  type GroupView,
  type Hit,
  type LeafView,
  type MessageView,
  type Rule,
} from "@safepassage/rules";
import { findCode } from "@safepassage/schema";

/** Nothing shows where a victim is, and no place of refuge is named. */
export const r36: Rule = {
  id: "R36",
  codes: [
    "R36_WHEREABOUTS",
    "R36_PRECISE_PLACE_NOT_ADMITTED",
    "R36_PRECISE_PLACE_OF_VICTIM",
    "R36_VENUE_FORBIDDEN",
    "R36_REFUGE_IS_PARTY",
    "R36_REFUGE_NAMED",
  ],
  parts: [
    definePart({
      part: "a",
      stage: "schema",
      needs: [],
      evaluate: (view) =>
        view.issues.length > 0 || view.groups.some(hasPlace)
          ? [...view.groups.flatMap(whereabouts), ...precisePlaces(view), ...venues(view)]
          : [],
    }),
    definePart({
      part: "b",
      stage: "context",
      needs: ["registry"],
      evaluate({ facts, message, groups }) {
        const { sender, recipient, shelters } = facts.registry;
        const names = (value: unknown) => namesAny(value, shelters);
        const hits: Hit<PartB>[] = [];
        if (sender.flags.shelter) hits.push(atClaim("R36_REFUGE_IS_PARTY", "env.sender.agencyId"));
        if (recipient.flags.shelter) {
          hits.push(atClaim("R36_REFUGE_IS_PARTY", "env.recipient.agencyId"));
        }
        if (shelters.length === 0) return hits;
        for (const [claim, value] of Object.entries({ ...message.clear, ...message.private })) {
          if (names(value)) hits.push(atClaim("R36_REFUGE_NAMED", claim));
        }
        for (const group of groups) {
          hits.push(
            ...group.leaves
              .filter(({ value }) => names(value))
              .map((leaf) => atLeaf("R36_REFUGE_NAMED", leaf)),
          );
          if (names(group.meta?.holderRef)) {
            hits.push(atGroup("R36_REFUGE_NAMED", group, "meta/holderRef", "meta.holderRef"));
          }
        }
        return hits;
      },
    }),
  ],
};

const hasPlace = ({ presentFields }: GroupView): boolean =>
  presentFields.has("location.subjectCurrent") || presentFields.has("location.precise");

/** All leaves of the group say something about where she is, so each is named. */
function whereabouts(group: GroupView): Hit<PartA>[] {
  // Present is enough: a value that its type refuses may still be an address.
  if (!group.presentFields.has("location.subjectCurrent")) return [];
  return [
    atGroup("R36_WHEREABOUTS", group, "location.subjectCurrent", "location.subjectCurrent"),
    ...group.leaves.map((leaf) => atLeaf("R36_WHEREABOUTS", leaf)),
  ];
}

function precisePlaces({ groups, message }: MessageView): Hit<PartA>[] {
  return groups.flatMap((group) => {
    if (!group.presentFields.has("location.precise")) return [];
    const precise = group.leaves.find(({ field }) => field.id === "location.precise");
    if (precise === undefined) return [];
    const hits: Hit<PartA>[] = [];
    if (!admitsPrecise(group)) hits.push(atLeaf("R36_PRECISE_PLACE_NOT_ADMITTED", precise));
    const concerned = concernedSubjects(message.body, group.gid);
    if (
      groups.some(({ gid, ledCategory = "" }) => concerned.includes(gid) && VICTIM.has(ledCategory))
    ) {
      hits.push(atLeaf("R36_PRECISE_PLACE_OF_VICTIM", precise));
    }
    return hits;
  });
}

function admitsPrecise({ leaves }: GroupView): boolean {
  const kind = leaves.find(({ field }: LeafView) => field.id === "location.kind")?.value;
  return typeof kind === "string" && findCode("location_kind", kind)?.["preciseAllowed"] === true;
}

/** A venue that may not be named is refused by its type, and is a leak besides. */
function venues({ issues }: MessageView): Hit<PartA>[] {
  return issues
    .filter(({ code, field }) => code === "CODE_FORBIDDEN" && field === "location.venueType")
    .map(({ pointer }) => ({
      code: "R36_VENUE_FORBIDDEN",
      pointer,
      groupKind: "location",
      field: "location.venueType",
    }));
}

/** Whether any text within a value names one of the entities, alone or at the start of an address. */
function namesAny(value: unknown, entities: readonly string[]): boolean {
  if (typeof value === "string") return entities.some((entity) => namesEntity(value, entity));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => namesAny(member, entities));
}

function namesEntity(text: string, entity: string): boolean {
  for (let at = text.indexOf(entity); at >= 0; at = text.indexOf(entity, at + 1)) {
    // `https://a.test` is not named by `https://a.test.example`.
    if (!/^[A-Za-z0-9.-]/.test(text.slice(at + entity.length))) return true;
  }
  return false;
}

type PartA =
  | "R36_WHEREABOUTS"
  | "R36_PRECISE_PLACE_NOT_ADMITTED"
  | "R36_PRECISE_PLACE_OF_VICTIM"
  | "R36_VENUE_FORBIDDEN";
type PartB = "R36_REFUGE_IS_PARTY" | "R36_REFUGE_NAMED";

const VICTIM = new Set(["victim", "possibleVictim"]);
