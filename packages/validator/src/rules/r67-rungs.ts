import {
  atLeaf,
  defineRule,
  type GroupView,
  type Hit,
  type LeafView,
  type MessageView,
} from "@safepassage/rules";
import { type DatePrecision, datePrecision, findCode } from "@safepassage/schema";
import { type AgeRange, ageRange, coarsenDate } from "../dates.ts";

/** Coarse and fine statements of one fact agree: one of two that do not is false. */
export const r67 = defineRule({
  id: "R67",
  codes: [
    "R67_AGE_CONTRADICTED",
    "R67_DATES_CONTRADICTED",
    "R67_PLACES_CONTRADICTED",
    "R67_DOCUMENT_CONTRADICTED",
  ],
  needs: ["env.createdAt"],
  evaluate({ claims, groups }) {
    const day = claims["env.createdAt"].slice(0, 10);
    const hits: Hit<Code>[] = [];
    for (const group of groups) {
      if (group.kind === "subject") hits.push(...ages(group, groups, day));
      hits.push(...dates(group), ...places(group), ...documents(group));
    }
    return hits;
  },
});

function ages(person: GroupView, groups: MessageView["groups"], day: string): Hit<Code>[] {
  const band = person.leaves.find(({ field }) => field.id === "subject.ageBand");
  const stated: [LeafView, AgeRange][] = band === undefined ? [] : [[band, rangeOfBand(band)]];
  for (const { links, leaves, presentFields } of groups) {
    if (!presentFields.has("identity.dateOfBirth") || !links.includes(person.gid)) continue;
    for (const leaf of leaves) {
      if (leaf.field.id === "identity.dateOfBirth")
        stated.push([leaf, ageRange(edtfOf(leaf), day)]);
    }
  }
  const byClass = RANGE_OF_CLASS[person.ageClass ?? ""];
  return stated
    .filter(
      ([leaf, range]) =>
        (byClass !== undefined && !overlap(range, byClass)) ||
        // The band may have been stated before a birthday: one year of play.
        (leaf !== band && band !== undefined && !overlap(range, widen(rangeOfBand(band)))),
    )
    .map(([leaf]) => atLeaf("R67_AGE_CONTRADICTED", leaf));
}

function dates({ leaves, presentFields }: GroupView): Hit<Code>[] {
  return DATE_FIELDS.filter((id) => presentFields.has(id)).flatMap((id) => {
    const stated = leaves
      .filter(({ field }) => field.id === id)
      .toSorted((a, b) => PRECISIONS.indexOf(precisionOf(a)) - PRECISIONS.indexOf(precisionOf(b)));
    return stated.slice(1).flatMap((fine, index) => {
      const coarse = stated[index];
      if (coarse === undefined) return [];
      const to = precisionOf(coarse);
      const agrees =
        to !== precisionOf(fine) &&
        coarsenDate(edtfOf(fine), to) === coarsenDate(edtfOf(coarse), to);
      return agrees ? [] : [atLeaf("R67_DATES_CONTRADICTED", coarse)];
    });
  });
}

function places({ leaves, presentFields }: GroupView): Hit<Code>[] {
  if (!presentFields.has("location.adminArea")) return [];
  const countries = leaves.filter(({ field }) => field.id === "location.country");
  return leaves
    .filter(({ field }) => field.id === "location.adminArea")
    .filter(
      ({ value }) => !countries.every((country) => textOf(value).startsWith(textOf(country.value))),
    )
    .map((leaf) => atLeaf("R67_PLACES_CONTRADICTED", leaf));
}

/** Each document with its number has its coarser form among those without, where any is stated. */
function documents({ leaves, presentFields }: GroupView): Hit<Code>[] {
  if (!presentFields.has("identity.documentStatusOnly")) return [];
  const coarse = leaves.filter(({ field }) => field.id === "identity.documentStatusOnly");
  if (coarse.length === 0) return [];
  return leaves
    .filter(({ field }) => field.id === "identity.document")
    .filter((fine) => !coarse.some((other) => isSameDocument(fine.value, other.value)))
    .map((leaf) => atLeaf("R67_DOCUMENT_CONTRADICTED", leaf));
}

function isSameDocument(fine: unknown, coarse: unknown): boolean {
  return ["type", "issuer", "status"].every(
    (name) => memberOf(fine, name) === memberOf(coarse, name),
  );
}

const edtfOf = ({ value }: LeafView): string => textOf(memberOf(value, "edtf") ?? value);
const precisionOf = (leaf: LeafView): DatePrecision => datePrecision(edtfOf(leaf));
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function rangeOfBand({ value }: LeafView): AgeRange {
  const band = findCode("age_band_ctdc", textOf(value));
  return { from: Number(band?.["from"] ?? 0), to: Number(band?.["to"] ?? MAX_AGE) };
}

const overlap = (a: AgeRange, b: AgeRange): boolean => a.from <= b.to && b.from <= a.to;
const widen = ({ from, to }: AgeRange): AgeRange => ({ from: from - 1, to: to + 1 });

type Code =
  | "R67_AGE_CONTRADICTED"
  | "R67_DATES_CONTRADICTED"
  | "R67_PLACES_CONTRADICTED"
  | "R67_DOCUMENT_CONTRADICTED";

const MAX_AGE = 130;
/** A presumed child may prove to be an adult; the class says only how she is treated. */
const RANGE_OF_CLASS: Readonly<Record<string, AgeRange>> = {
  child: { from: 0, to: 17 },
  adult: { from: 18, to: MAX_AGE },
};
const DATE_FIELDS = ["event.period", "identity.dateOfBirth"];
const PRECISIONS: readonly DatePrecision[] = ["year", "quarter", "month", "day"];
