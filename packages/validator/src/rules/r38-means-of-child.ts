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
      .filter((child) => view.groups.some((event) => isTrafficking(event, child, view)))
      .flatMap(({ leaves }) => atLeaves("R38_STATUS_LOWERED", leaves, isDenial));
  },
});

/** Whether an event concerning the child has an act and a purpose: all that Palermo Art 3(c) requires. */
function isTrafficking(event: GroupView, child: GroupView, { concern }: MessageView): boolean {
  return (
    event.leaves.some((leaf) => leaf.field.id === "event.act" && isHeld(leaf)) &&
    event.leaves.some(
      (leaf) => leaf.field.id === "event.exploitation" && leaf.value !== "unknown" && isHeld(leaf),
    ) &&
    concern.personsOf(event.gid).includes(child.gid)
  );
}

/** Whether the sender itself asserts it. A statement of somebody else may have proved untrue. */
const isHeld = ({ nature }: LeafView): boolean => nature !== "statement";

const isDenial = ({ field, value }: LeafView): boolean =>
  field.id === "subject.traffickingStatus" && value === "notAVictim";
