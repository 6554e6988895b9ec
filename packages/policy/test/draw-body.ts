import {
  type Body,
  EXCHANGE_TYPES,
  FIELDS,
  findField,
  type Group,
  KINDS,
  type Leaf,
  type PurposeEntry,
} from "@safepassage/schema";
import { drawOpaque, drawValue } from "./arbitrary-value.ts";
import type { Draw } from "./draw.ts";

/** Persons first, then groups of the kinds that the purpose knows, and some that it does not. */
export function drawBody(
  draw: Draw,
  purpose: PurposeEntry,
  messageType: string,
  { generous, crowded }: { readonly generous: boolean; readonly crowded: boolean },
): Body {
  const known = knownFields(purpose, messageType);
  const fine = FIELDS.flatMap(({ id }) => (isTooFineFor(purpose, id) ? [id] : []));
  const groups = new Map<string, Group>();
  const few = () => (draw.chance(generous ? 0.2 : 0.1) ? 0 : draw.chance(0.15) ? 2 : 1);
  const persons = crowded ? draw.int(2, 3) : few();
  for (let index = 0; index < persons; index += 1) addGroup(draw, groups, "subject", known, fine);
  const kindOf = (field: string): string => findField(field)?.group ?? "";
  const kinds = [...new Set(known.map(kindOf))].filter((kind) => kind !== "subject");
  const fineKinds = [...new Set(fine.map(kindOf))].filter((kind) => kind !== "subject");
  if (generous) {
    // What some conditions look for beside the leaf they judge.
    addGroup(draw, groups, "event", ["event.offence"], [], 0.8);
    addGroup(
      draw,
      groups,
      "assessment",
      ["assessment.childProtection", "assessment.childProtectionBy", "assessment.humanCheck"],
      [],
      0.8,
    );
  }
  for (const kind of draw.some(fineKinds, 0.8)) addGroup(draw, groups, kind, known, fine);
  const share = generous ? 0.7 : 0.25;
  for (const kind of draw.some(kinds, generous ? 0.8 : 0.3)) {
    addGroup(draw, groups, kind, known, fine, share);
  }
  if (draw.chance(0.1)) addGroup(draw, groups, draw.pick(Object.keys(KINDS)), known, fine);
  return Object.fromEntries(groups);
}

/** Whether case files hold a field more precisely than the purpose allows, and a coarser value is allowed. */
function isTooFineFor({ required, allowed }: PurposeEntry, field: string): boolean {
  const coarser = COARSER[field];
  return coarser !== undefined && [...required, ...allowed].includes(coarser);
}

function addGroup(
  draw: Draw,
  groups: Map<string, Group>,
  kind: string,
  known: readonly string[],
  fine: readonly string[],
  share = 0.25,
): void {
  const entry = KINDS[kind];
  if (entry === undefined) return;
  const targets = [...groups].flatMap(([gid, group]) =>
    kind !== "subject" && entry.links.to.includes(group.kind) ? [gid] : [],
  );
  if (targets.length === 0 && entry.links.min > 0) return;
  const links =
    targets.length === 0 ? [] : [...new Set([draw.pick(targets), ...draw.some(targets, 0.1)])];
  const isLinked = entry.links.min > 0 || draw.chance(0.85);
  const ageClass = draw.pick(["adult", "adult", "child", "presumedChild", "unknown"] as const);
  const isPresumed = kind === "subject" && ageClass === "presumedChild";
  // Without an assessment the presumption opens nothing, and contradicts what shows an adult.
  const stated = isPresumed ? [...known, "subject.ageAssessment"] : known;
  groups.set(drawOpaque(draw, 128), {
    kind,
    links: isLinked ? links : [],
    ...(entry.asserted ? { meta: drawMeta(draw) } : {}),
    ...(kind === "subject"
      ? {
          ledCategory: draw.pick(["victim", "victim", "possibleVictim", "suspect", "witness"]),
          ageClass,
        }
      : {}),
    leaves: entry.fields.flatMap((field) => drawLeaves(draw, field, stated, fine, share)),
  });
}

function drawMeta(draw: Draw): NonNullable<Group["meta"]> {
  return {
    nature: draw.pick(["fact", "fact", "assessment", "statement"]),
    sourceEval: "B",
    infoEval: "2",
    asOf: draw.pick(["2026-11", "2026-06", "2026"]),
    verified: "notVerified",
    complete: "partial",
  };
}

function drawLeaves(
  draw: Draw,
  field: string,
  known: readonly string[],
  fine: readonly string[],
  knownShare: number,
): Leaf[] {
  const entry = findField(field);
  if (entry === undefined || entry.place !== "leaf" || entry.flags.includes("inherits")) return [];
  const isFine = fine.includes(field);
  const share =
    entry.card.min > 0 ? 0.95 : isFine ? 0.85 : known.includes(field) ? knownShare : 0.02;
  if (!draw.chance(share)) return [];
  const count = isFine ? draw.int(1, Math.min(entry.card.max, 4)) : 1;
  const values = Array.from({ length: count }, () => drawValue(draw, field, isFine));
  const distinct = values.filter(
    (value, index) =>
      values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === index,
  );
  return distinct.map((v) => ({
    f: field,
    v,
    ...(draw.chance(0.1) ? { nature: draw.pick(["fact", "statement"]) } : {}),
  }));
}

/** Fields that the purpose or the type knows, under whatever condition. */
function knownFields(purpose: PurposeEntry, messageType: string): readonly string[] {
  const type = Object.hasOwn(EXCHANGE_TYPES, messageType) ? EXCHANGE_TYPES[messageType] : undefined;
  return [
    ...purpose.required,
    ...purpose.allowed,
    ...purpose.conditional.map(({ field }) => field),
    ...(type?.required ?? []),
    ...(type?.allowed ?? []),
  ].filter((field) => findField(field)?.place !== "header");
}

/** Fields that case files hold too precisely, with the field for the coarser value. */
const COARSER: Readonly<Record<string, string>> = {
  "identity.dateOfBirth": "subject.ageBand",
  "identity.document": "identity.documentStatusOnly",
  "event.period": "event.period",
  "event.offence": "event.offence",
  "event.sexualSubtype": "event.exploitation",
  "finance.typology": "finance.typology",
  "location.adminArea": "location.country",
};
