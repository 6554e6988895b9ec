import {
  atLeaf,
  defineRule,
  type GroupView,
  type Hit,
  type LeafView,
  leavesOf,
  type MessageView,
} from "@safepassage/rules";
import { type DatePrecision, datePrecision } from "@safepassage/schema";
import { type AgeRange, ageRange, coarsen } from "../concepts/dates.ts";
import { RANGE_OF_BAND, valuesAgainstPresumption } from "../concepts/presumed-child.ts";

const CODES = [
  "R67_AGE_CONTRADICTED",
  "R67_PRESUMPTION_CONTRADICTED",
  "R67_DATES_CONTRADICTED",
  "R67_PLACES_CONTRADICTED",
  "R67_DOCUMENT_CONTRADICTED",
] as const;
type Code = (typeof CODES)[number];

/** Coarse and fine statements of one fact agree; if they do not, one of them is false. */
export const r67 = defineRule({
  id: "R67",
  codes: CODES,
  needs: ["env.createdAt"],
  evaluate({ claims, concern, groups }) {
    const day = claims["env.createdAt"].slice(0, 10);
    const hits: Hit<Code>[] = [];
    for (const group of groups) {
      if (group.kind === "subject") addAges(group, { concern, groups }, day, hits);
      if (group.kind === "subject" && group.ageClass === "presumedChild") {
        const against = valuesAgainstPresumption(group, { concern, groups }, day);
        hits.push(...against.map((leaf) => atLeaf("R67_PRESUMPTION_CONTRADICTED", leaf)));
      }
      addDates(group, hits);
      addPlaces(group, hits);
      addDocuments(group, hits);
    }
    return hits;
  },
});

function addAges(
  person: GroupView,
  { concern, groups }: Pick<MessageView, "concern" | "groups">,
  day: string,
  hits: Hit<Code>[],
): void {
  const band = person.presentFields.has("subject.ageBand")
    ? person.leaves.find(({ field }) => field.id === "subject.ageBand")
    : undefined;
  const ofBand = RANGE_OF_BAND.get(band?.value);
  const ofClass = RANGE_OF_CLASS.get(person.ageClass);
  if (band !== undefined && disagree(ofBand, ofClass)) {
    hits.push(atLeaf("R67_AGE_CONTRADICTED", band));
  }
  for (const { gid, leaves, presentFields } of groups) {
    if (!presentFields.has("identity.dateOfBirth")) continue;
    if (!concern.personsOf(gid).includes(person.gid)) continue;
    for (const leaf of leaves) {
      if (leaf.field.id !== "identity.dateOfBirth") continue;
      const range = ageRange(edtfOf(leaf), day);
      // The band may have been stated before a birthday, so allow one year.
      const withPlay = ofBand && { from: ofBand.from - 1, to: ofBand.to + 1 };
      if (disagree(range, ofClass) || disagree(range, withPlay)) {
        hits.push(atLeaf("R67_AGE_CONTRADICTED", leaf));
      }
    }
  }
}

function addDates({ leaves, presentFields }: GroupView, hits: Hit<Code>[]): void {
  for (const id of DATE_FIELDS) {
    if (!presentFields.has(id)) continue;
    const stated = leavesOf(id, leaves).toSorted(
      (a, b) => PRECISIONS.indexOf(precisionOf(a)) - PRECISIONS.indexOf(precisionOf(b)),
    );
    for (const [index, coarse] of stated.entries()) {
      const fine = stated[index + 1];
      if (fine === undefined || derives(coarse, fine)) continue;
      hits.push(atLeaf("R67_DATES_CONTRADICTED", coarse));
    }
  }
}

function derives(coarse: LeafView, fine: LeafView): boolean {
  const to = precisionOf(coarse);
  return to !== precisionOf(fine) && coarsen(edtfOf(fine), to) === coarsen(edtfOf(coarse), to);
}

function addPlaces({ leaves }: GroupView, hits: Hit<Code>[]): void {
  const country = leaves.find(({ field }) => field.id === "location.country");
  if (country === undefined) return;
  for (const leaf of leavesOf("location.adminArea", leaves)) {
    if (String(leaf.value).startsWith(String(country.value))) continue;
    hits.push(atLeaf("R67_PLACES_CONTRADICTED", leaf));
  }
}

/** Adds hits for documents with a number whose coarser form is not among those without, if any is stated. */
function addDocuments({ leaves }: GroupView, hits: Hit<Code>[]): void {
  const coarse = leavesOf("identity.documentStatusOnly", leaves);
  if (coarse.length === 0) return;
  for (const leaf of leavesOf("identity.document", leaves)) {
    if (coarse.some((other) => isSameDocument(leaf, other))) continue;
    hits.push(atLeaf("R67_DOCUMENT_CONTRADICTED", leaf));
  }
}

function isSameDocument(fine: LeafView, coarse: LeafView): boolean {
  return ["type", "issuer", "status"].every(
    (name) => memberOf(fine, name) === memberOf(coarse, name),
  );
}

const edtfOf = (leaf: LeafView): string => String(memberOf(leaf, "edtf") ?? leaf.value);
const precisionOf = (leaf: LeafView): DatePrecision => datePrecision(edtfOf(leaf));

const memberOf = ({ value }: LeafView, name: string): unknown =>
  (value as Readonly<Record<string, unknown>>)[name];

/** Whether two ranges have no age in common. An unknown range agrees with any. */
const disagree = (a: AgeRange | undefined, b: AgeRange | undefined): boolean =>
  a !== undefined && b !== undefined && (a.from > b.to || b.from > a.to);

const MAX_AGE = 130;
/** What contradicts the presumption of childhood is another question than whether ranges meet. */
const RANGE_OF_CLASS: ReadonlyMap<unknown, AgeRange> = new Map([
  ["child", { from: 0, to: 17 }],
  ["adult", { from: 18, to: MAX_AGE }],
]);
const DATE_FIELDS = ["event.period", "identity.dateOfBirth"];
const PRECISIONS: readonly DatePrecision[] = ["year", "quarter", "month", "day"];
