import { type GroupView, type LeafView, leavesOf, type MessageView } from "@safepassage/rules";
import { CODE_LISTS, hasMark } from "@safepassage/schema";
import { type AgeRange, ageRange } from "./dates.ts";

/** Ages of each band. */
export const RANGE_OF_BAND: ReadonlyMap<unknown, AgeRange> = new Map(
  CODE_LISTS["age_band_ctdc"]?.codes.map(({ code, from, to }) => [
    code,
    { from: Number(from), to: Number(to) },
  ]),
);

/**
 * Values that show that a person who is presumed to be a child is an adult, for certain.
 *
 * The presumption holds while the age is uncertain (CETS 197 Art 10(3)): a passport that is contested or
 * forged makes nobody an adult, and what somebody says of her own age yields to an assessment.
 */
export function valuesAgainstPresumption(
  person: GroupView,
  { concern, groups }: Pick<MessageView, "concern" | "groups">,
  day: string,
): readonly LeafView[] {
  const hers = groups.filter(({ gid }) => concern.personsOf(gid).includes(person.gid));
  const assessment = assessmentOf(person);
  const margin = assessment?.marginYears ?? 0;
  const isForged = hers.some(({ leaves }) => leaves.some(isForgedDocument));
  const isAgainst = (leaf: LeafView, { meta }: GroupView): boolean => {
    const { edtf, basis } = leaf.value as unknown as BirthDate;
    const { from } = ageRange(edtf, day);
    switch (basis) {
      case "documented":
        return from >= ADULT && meta?.verified !== "contested" && !isForged;
      case "declared":
        return from >= ADULT && !outweighs(assessment);
      default:
        return from - margin >= ADULT;
    }
  };
  const bands = leavesOf("subject.ageBand", person.leaves).filter(
    ({ value }) => (RANGE_OF_BAND.get(value)?.from ?? 0) - margin >= ADULT,
  );
  const dates = hers.flatMap((group) =>
    leavesOf("identity.dateOfBirth", group.leaves).filter((leaf) => isAgainst(leaf, group)),
  );
  return [...bands, ...dates];
}

/** The assessment that was made of a person's age; `undefined` if none was. */
function assessmentOf({ leaves }: GroupView): Assessment | undefined {
  const [leaf] = leavesOf("subject.ageAssessment", leaves);
  const assessment = leaf?.value as unknown as Assessment | undefined;
  return assessment?.method === "none" ? undefined : assessment;
}

const outweighs = (assessment: Assessment | undefined): boolean =>
  assessment !== undefined &&
  hasMark("age_assessment_method", assessment.method, "outweighsStatement");

function isForgedDocument({ field, value }: LeafView): boolean {
  if (!DOCUMENTS.has(field.id)) return false;
  return (value as { readonly status?: unknown }).status === "forgedOrAltered";
}

interface Assessment {
  readonly method: string;
  readonly marginYears: number;
}

interface BirthDate {
  readonly edtf: string;
  readonly basis: "documented" | "declared" | "estimated" | "ageAssessment";
}

const DOCUMENTS: ReadonlySet<string> = new Set([
  "identity.document",
  "identity.documentStatusOnly",
]);
const ADULT = 18;
