import { atLeaf, defineRule, POLICY_NEEDS, permissionsFor, placeOf } from "@safepassage/rules";

/** A value on a ladder is no finer than the rung that purpose and agreement grant. */
export const r02 = defineRule({
  id: "R02",
  codes: ["R02_TOO_PRECISE"],
  needs: POLICY_NEEDS,
  evaluate(view) {
    // What nothing permits at all is refused by R01; how fine it is does not matter then.
    return permissionsFor(view)
      .filter(({ reason }) => reason?.code === "ladder")
      .flatMap((permission) => placeOf(permission, view.groups)?.leaf ?? [])
      .map((leaf) => atLeaf("R02_TOO_PRECISE", leaf));
  },
});
