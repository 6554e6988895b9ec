import { atLeaves, defineRule, type LeafView, leavesOf } from "@safepassage/rules";
import { isFillerBirthDate, isOverstatedBirthDate } from "@safepassage/schema";

/**
 * An unknown day of birth is not replaced by a placeholder, and an estimate yields years. R53 checks that
 * names and dates are complete.
 */
export const r54 = defineRule({
  id: "R54",
  codes: ["R54_FILLER_DATE", "R54_ASSESSED_DAY"],
  about: { fields: ["identity.names", "identity.dateOfBirth"] },
  needs: [],
  evaluate({ leaves }) {
    if (!leaves.some(({ field }) => IDENTIFYING.has(field.id))) return "notApplicable";
    const dates = leavesOf("identity.dateOfBirth", leaves);
    const assessed = atLeaves("R54_ASSESSED_DAY", dates, isOverstated);
    const fillers = dates.filter((leaf) => !isOverstated(leaf));
    return [...assessed, ...atLeaves("R54_FILLER_DATE", fillers, isFiller)];
  },
});

const dateOf = ({ value }: LeafView) => value as unknown as Parameters<typeof isFillerBirthDate>[0];

const isFiller = (leaf: LeafView): boolean => isFillerBirthDate(dateOf(leaf));
const isOverstated = (leaf: LeafView): boolean => isOverstatedBirthDate(dateOf(leaf));

const IDENTIFYING: ReadonlySet<string> = new Set(["identity.names", "identity.dateOfBirth"]);
