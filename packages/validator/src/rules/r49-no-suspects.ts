import { atLeaf, defineRule } from "@safepassage/rules";

/** A referral for assistance says nothing about suspects: help never depends on cooperation. */
export const r49 = defineRule({
  id: "R49",
  codes: ["R49_SUSPECT_IN_REFERRAL"],
  about: { claims: { "env.purpose": new Set(["ASSISTANCE_REFERRAL"]) } },
  needs: ["env.purpose"],
  evaluate({ leaves }) {
    return leaves
      .filter(({ kind, field }) => KINDS.has(kind) || field.id === "event.offence")
      .map((leaf) => atLeaf("R49_SUSPECT_IN_REFERRAL", leaf));
  },
});

const KINDS: ReadonlySet<string> = new Set(["suspect", "evidence"]);
