import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";
import { SceneText } from "../scene-text.tsx";
import type { DraftFilePart, LeftBehindPart } from "../tour-api.ts";
import { Fact } from "./fact.tsx";
import { Fold } from "./fold.tsx";

/** Columns of the case file that never enter a message. */
export function LeftBehind({
  part: { file, reasons, empty },
}: {
  readonly part: LeftBehindPart;
}): ReactNode {
  const say = useWords("tour");
  return (
    <Fold title={say("leftBehind", { file })}>
      <p>{say("leftBehind.lead")}</p>
      <dl className="facts">
        {reasons.map(({ reason, says, columns }) => (
          <Fact key={reason} name={<SceneText id={`left.${reason}`} says={says} />}>
            <bdi dir="ltr">{columns.join(", ")}</bdi>
          </Fact>
        ))}
        {empty.length > 0 && (
          <Fact name={say("leftBehind.empty")}>
            <bdi dir="ltr">{empty.join(", ")}</bdi>
          </Fact>
        )}
      </dl>
    </Fold>
  );
}

/** The file that the draft comes from. */
export function DraftFile({ part: { name } }: { readonly part: DraftFilePart }): ReactNode {
  const say = useWords("tour");
  return <p className="soft">{say("draftFile", { name })}</p>;
}
