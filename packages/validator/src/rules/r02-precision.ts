import { atPermission, defineRule, POLICY_NEEDS, permissionsFor } from "@safepassage/rules";

/** No value is more precise than the rung that purpose and agreement grant. */
export const r02 = defineRule({
  id: "R02",
  codes: ["R02_TOO_PRECISE"],
  needs: POLICY_NEEDS,
  evaluate(view) {
    // R01 refuses what nothing permits at any precision.
    return permissionsFor(view)
      .filter(({ reason }) => reason?.code === "ladder")
      .map((permission) => atPermission("R02_TOO_PRECISE", permission, view.groups));
  },
});
