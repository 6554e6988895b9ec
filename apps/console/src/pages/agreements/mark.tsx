import { arc } from "d3-shape";
import type { ReactNode } from "react";
import type { Mark } from "./matrix-model.ts";

/** A filled, half filled or empty disc. Words beside it say the same. */
export function MarkDisc({ mark }: { readonly mark: Mark }): ReactNode {
  return (
    <svg className="mark" data-mark={mark} viewBox="-9 -9 18 18" aria-hidden="true">
      <circle r={RADIUS} />
      {mark !== "none" && <path d={FILLS[mark]} />}
    </svg>
  );
}

const RADIUS = 7;
const slice = (startAngle: number, endAngle: number): string =>
  arc()({ innerRadius: 0, outerRadius: RADIUS, startAngle, endAngle }) ?? "";
/** The half that is filled is the lower one: it means the same in languages from right to left. */
const FILLS: Readonly<Record<Exclude<Mark, "none">, string>> = {
  full: slice(0, 2 * Math.PI),
  part: slice(Math.PI / 2, (3 * Math.PI) / 2),
};
