import { atPermission, defineRule, POLICY_NEEDS, permissionsFor } from "@safepassage/rules";

/** A value on a ladder is no finer than the rung that purpose and agreement grant. */
export const r02 = defineRule({
  id: "R02",
  codes: ["R02_TOO_PRECISE"],
  needs: POLICY_NEEDS,
  evaluate(view) {
    // What nothing permits at all is refused by R01; how fine it is does not matter then.
    return permissionsFor(view)
      .filter(({ reason }) => reason?.code === "ladder")
      .map((permission) => atPermission("R02_TOO_PRECISE", permission, view.groups));
  },
});
