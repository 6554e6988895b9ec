import { atClaim, defineRule } from "@safepassage/rules";

/** Every authorisation token in the message was verified. */
export const r87 = defineRule({
  id: "R87",
  codes: ["R87_NOT_VERIFIED"],
  needs: ["authorisations"],
  evaluate({ facts, message }) {
    const verified = new Set(facts.authorisations.map(({ entry }) => entry));
    // Either list may be missing in a message that claims a threat to life.
    const entries = LISTS.flatMap((list) => {
      const stated: readonly unknown[] = message.private[list] ?? [];
      return stated.map((_, index) => ({ list, entry: `${list}/${index}` }));
    });
    if (entries.length === 0) return "notApplicable";
    return entries
      .filter(({ entry }) => !verified.has(entry))
      .map(({ list, entry }) => ({
        ...atClaim("R87_NOT_VERIFIED", list),
        pointer: `/private/${entry}`,
      }));
  },
});

const LISTS = ["private.authorisations", "private.priorAuthorisations"] as const;
