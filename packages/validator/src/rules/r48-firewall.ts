import { atClaim, atLeaf, atPresent, definePart, defineParts, leavesOf } from "@safepassage/rules";
import { codesMarked } from "@safepassage/schema";

/** Types of agency that decide about a right to stay, and so about deportation. */
const DECIDES_ON_STAY: ReadonlySet<string> = codesMarked("agency_type", "migration");

/** Data of a person who seeks help are not given to those who could deport her. */
export const r48 = defineParts({
  id: "R48",
  codes: [
    "R48_PURPOSE_NOT_ADMITTED",
    "R48_FIREWALL_MISSING",
    "R48_STATUS_TO_INSPECTORATE",
    "R48_FORCED_RETURN",
  ],
  parts: [
    definePart({
      about: {
        claims: { "env.recipient.agencyType": DECIDES_ON_STAY },
        kinds: ["subject"],
      },
      needs: ["env.recipient.agencyType", "env.purpose", "env.handling.conditions"],
      evaluate({ claims }) {
        const hits = [];
        if (!PROTECTING.has(claims["env.purpose"])) {
          hits.push(atClaim("R48_PURPOSE_NOT_ADMITTED", "env.purpose"));
        }
        if (!claims["env.handling.conditions"].includes("NO_IMMIGRATION_ENFORCEMENT_USE")) {
          hits.push(atClaim("R48_FIREWALL_MISSING", "env.handling.conditions"));
        }
        return hits;
      },
    }),
    definePart({
      about: { claims: { "env.recipient.agencyType": new Set(["labourInspectorate"]) } },
      needs: ["env.recipient.agencyType"],
      evaluate({ groups }) {
        return atPresent("R48_STATUS_TO_INSPECTORATE", "subject.immigrationStatusCode", groups);
      },
    }),
    definePart({
      about: { fields: ["return.voluntary"] },
      needs: [],
      evaluate({ leaves }) {
        const returns = leavesOf("return.voluntary", leaves);
        if (returns.length === 0) return "notApplicable";
        return returns
          .filter(({ value }) => value === "forced")
          .map((leaf) => atLeaf("R48_FORCED_RETURN", leaf));
      },
    }),
  ],
});

const PROTECTING = new Set(["PROTECTION_STATUS", "SAFE_RETURN", "DATA_SUBJECT_RIGHTS"]);
