import { addPeriod, atGroup, defineRule } from "@safepassage/rules";

/** Old or contested data carry a mark of restriction that warns the reader. */
export const r12 = defineRule({
  id: "R12",
  codes: ["R12_STALE", "R12_CONTESTED"],
  needs: ["agreement"],
  evaluate({ facts, groups, now }) {
    const { staleness } = facts.agreement;
    const today = now.slice(0, 10);
    // Groups of one case usually have the same date, so the last current one is remembered.
    let current: string | undefined;
    let isConcerned = false;
    const hits = [];
    for (const group of groups) {
      const { meta } = group;
      if (meta === undefined) continue;
      isConcerned = true;
      const { asOf, restriction = "none" } = meta;
      if (restriction !== "none") continue;
      if (asOf !== undefined && asOf !== current) {
        const isStale = addPeriod(firstDay(asOf), staleness) < today;
        if (isStale) hits.push(atGroup("R12_STALE", group, "meta/asOf", "meta.asOf"));
        else current = asOf;
      }
      if (meta.verified === "contested") {
        hits.push(atGroup("R12_CONTESTED", group, "meta/verified", "meta.verified"));
      }
    }
    return isConcerned ? hits : "notApplicable";
  },
});

/** The earliest day of a month or year: the data may be that old. */
const firstDay = (asOf: string): string => `${asOf}-01-01`.slice(0, 10);
