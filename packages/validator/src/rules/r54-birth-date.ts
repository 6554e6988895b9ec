import { atLeaves, defineRule, type LeafView, leavesOf } from "@safepassage/rules";
import { isFillerBirthDate } from "@safepassage/schema";

/** An unknown day of birth is not replaced by a placeholder. R53 checks that names and dates are complete. */
export const r54 = defineRule({
  id: "R54",
  codes: ["R54_FILLER_DATE"],
  about: { fields: ["identity.names", "identity.dateOfBirth"] },
  needs: [],
  evaluate({ leaves }) {
    if (!leaves.some(({ field }) => IDENTIFYING.has(field.id))) return "notApplicable";
    return atLeaves("R54_FILLER_DATE", leavesOf("identity.dateOfBirth", leaves), isFiller);
  },
});

const isFiller = ({ value }: LeafView): boolean =>
  isFillerBirthDate(value as Parameters<typeof isFillerBirthDate>[0]);

const IDENTIFYING: ReadonlySet<string> = new Set(["identity.names", "identity.dateOfBirth"]);
