import { atGroup, defineRule } from "@safepassage/rules";
import { FIELDS } from "@safepassage/schema";

/** Every group that asserts something says how far it can be relied on (LED Art 7). */
export const r11 = defineRule({
  id: "R11",
  codes: ["R11_EVALUATION_INCOMPLETE"],
  needs: [],
  evaluate({ groups }) {
    const asserted = groups.filter((group) => group.entry?.asserted === true);
    if (asserted.length === 0) return "notApplicable";
    const hits = [];
    for (const group of asserted) {
      for (const field of REQUIRED) {
        if (group.presentFields.has(field)) continue;
        hits.push(atGroup("R11_EVALUATION_INCOMPLETE", group, field.replace(".", "/"), field));
      }
    }
    return hits;
  },
});

const REQUIRED: readonly string[] = FIELDS.filter(
  ({ id, card }) => id.startsWith("meta.") && card.min > 0,
).map(({ id }) => id);
