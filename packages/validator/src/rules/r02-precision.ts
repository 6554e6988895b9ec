import {
  atLeaf,
  atPermission,
  definePart,
  defineParts,
  leavesOf,
  POLICY_NEEDS,
  permissionsFor,
} from "@safepassage/rules";
import { findPurpose } from "@safepassage/schema";

/** No value is more precise than the rung that purpose and agreement grant, and no field has more values. */
export const r02 = defineParts({
  id: "R02",
  codes: ["R02_TOO_PRECISE", "R02_TOO_MANY_VALUES"],
  parts: [
    definePart({
      needs: POLICY_NEEDS,
      evaluate(view) {
        // R01 refuses what nothing permits at any precision.
        return permissionsFor(view)
          .filter(({ reason }) => reason?.code === "ladder")
          .map((permission) => atPermission("R02_TOO_PRECISE", permission, view.groups));
      },
    }),
    definePart({
      stage: "schema",
      needs: ["env.purpose"],
      evaluate({ claims, leaves }) {
        const most = Object.entries(findPurpose(claims["env.purpose"])?.mostValues ?? {});
        // Which of them is needed only the sender knows, so all are named.
        return most.flatMap(([field, count]) => {
          const found = leavesOf(field, leaves);
          return found.length > count
            ? found.map((leaf) => atLeaf("R02_TOO_MANY_VALUES", leaf))
            : [];
        });
      },
    }),
  ],
});
