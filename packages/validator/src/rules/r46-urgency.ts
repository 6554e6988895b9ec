import { atClaim, defineRule } from "@safepassage/rules";
import { type CodeEntry, findCode } from "@safepassage/schema";

/** The ground of urgency is one that the cited law recognises for that level. */
export const r46 = defineRule({
  id: "R46",
  codes: ["R46_GROUND_NOT_OF_LEVEL", "R46_GROUND_NOT_OF_DIRECTIVE", "R46_GROUND_NOT_OF_REGULATION"],
  needs: ["private.urgency", "env.legalBasis"],
  evaluate({ claims, leaves }) {
    const { level, ground } = claims["private.urgency"];
    const entry: Partial<CodeEntry> = findCode("urgency_ground", ground) ?? {};
    const levels = (entry["levels"] ?? []) as readonly string[];
    const hits = [];
    if (!levels.includes(level)) hits.push(atClaim("R46_GROUND_NOT_OF_LEVEL", CLAIM));
    const cited = claims["env.legalBasis"].some((basis) => basis.startsWith("DIR2023/977#"));
    if (level !== "routine" && cited && entry["dir2023_977"] === undefined) {
      hits.push(atClaim("R46_GROUND_NOT_OF_DIRECTIVE", CLAIM));
    }
    const order = leaves.some(
      ({ field, value }) => field.id === "evidence.kind" && value === "EPOC",
    );
    if (level === "emergency" && order && entry["reg2023_1543"] === undefined) {
      hits.push(atClaim("R46_GROUND_NOT_OF_REGULATION", CLAIM));
    }
    return hits;
  },
});

const CLAIM = "private.urgency";
