import { addPeriod, atGroup, defineRule, type GroupView, type Hit } from "@safepassage/rules";

/** Whoever reads old or contested data is told so by the mark that restricts them. */
export const r12 = defineRule({
  id: "R12",
  codes: ["R12_STALE", "R12_CONTESTED"],
  needs: ["agreement"],
  evaluate({ facts, groups, now }) {
    const { staleness } = facts.agreement;
    const today = now.slice(0, 10);
    // Groups of one case are mostly of one time: the last answer is kept.
    let asked: string | undefined;
    let isStale = false;
    let isConcerned = false;
    const hits: Hit<Code>[] = [];
    for (const group of groups) {
      const { meta } = group;
      if (meta === undefined) continue;
      isConcerned = true;
      if (isRestricted(group)) continue;
      if (meta.asOf !== undefined && meta.asOf !== asked) {
        asked = meta.asOf;
        isStale = addPeriod(firstDay(asked), staleness) < today;
      }
      if (meta.asOf !== undefined && isStale) {
        hits.push(atGroup("R12_STALE", group, "meta/asOf", "meta.asOf"));
      }
      if (meta.verified === "contested") {
        hits.push(atGroup("R12_CONTESTED", group, "meta/verified", "meta.verified"));
      }
    }
    return isConcerned ? hits : "notApplicable";
  },
});

function isRestricted({ meta }: GroupView): boolean {
  return meta?.restriction !== undefined && meta.restriction !== "none";
}

/** The earliest day that a month or year can mean: data may be as old as that. */
const firstDay = (asOf: string): string => `${asOf}-01-01`.slice(0, 10);

type Code = "R12_STALE" | "R12_CONTESTED";
