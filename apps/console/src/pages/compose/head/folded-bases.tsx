import type { ComponentProps, ReactNode } from "react";
import { Unfold } from "../../../design/unfold.tsx";
import { useList } from "../../../words/lists.ts";
import { useWords } from "../../../words/words.tsx";
import { BasesEntry } from "./bases-entry.tsx";

/** The laws that a message rests on, in a line. They are chosen beneath, which is open where none was there at first. */
export function FoldedBases(props: ComponentProps<typeof BasesEntry>): ReactNode {
  const say = useWords("compose");
  const list = useList();
  const { bases } = props;
  return (
    <Unfold
      title={bases.length === 0 ? say("chooseBasis") : say("restsOn", { bases: list(bases) })}
      level={3}
      className="wide"
      isOpenAtFirst={bases.length === 0}
      mustBeOpen={bases.length === 0}
    >
      <BasesEntry {...props} />
    </Unfold>
  );
}
