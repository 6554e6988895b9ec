import { isChild } from "@safepassage/policy";
import {
  atLeaves,
  defineRule,
  type GroupView,
  type LeafView,
  type MessageView,
} from "@safepassage/rules";

/**
 * A child recruited or moved for exploitation is trafficked, whatever the means. The catalogue itself
 * ensures that no purpose requires the means and that no field says the child consented.
 */
export const r38 = defineRule({
  id: "R38",
  codes: ["R38_STATUS_LOWERED"],
  about: { kinds: ["event"] },
  needs: [],
  evaluate(view) {
    const children = view.groups.filter(isChild);
    if (children.length === 0) return "notApplicable";
    return children
      .filter((child) => isTrafficked(child, view))
      .flatMap(({ leaves }) => atLeaves("R38_STATUS_LOWERED", leaves, isDenial));
  },
});

/**
 * Whether an act and a purpose are stated of the child: all that Palermo Art 3(c) requires. They may stand in
 * several events, since her recruitment and her exploitation are mostly two.
 */
function isTrafficked(child: GroupView, { concern, groups }: MessageView): boolean {
  const events = groups.filter(
    ({ kind, gid }) => kind === "event" && concern.personsOf(gid).includes(child.gid),
  );
  const isStated = (is: (leaf: LeafView) => boolean): boolean =>
    events.some(({ leaves }) => leaves.some((leaf) => is(leaf) && isHeld(leaf)));
  return (
    isStated(({ field }) => field.id === "event.act") &&
    isStated(({ field, value }) => field.id === "event.exploitation" && value !== "unknown")
  );
}

/** Whether the sender itself asserts it. A statement of somebody else may have proved untrue. */
const isHeld = ({ nature }: LeafView): boolean => nature !== "statement";

const isDenial = ({ field, value }: LeafView): boolean =>
  field.id === "subject.traffickingStatus" && value === "notAVictim";
