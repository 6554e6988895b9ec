import type { ReactNode } from "react";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import type { HeadingPart } from "../tour-api.ts";

/** What kind of message goes, for what, on which ground. */
export function HeadingView({
  part: { messageType, purpose, legalBases },
}: {
  readonly part: HeadingPart;
}): ReactNode {
  const say = useWords("tour");
  const names = useNames();
  const list = useList();
  const type = names.code("message_type", messageType);
  return (
    <p className="soft">
      {purpose === undefined ? type : say("heading", { type, purpose: names.purpose(purpose) })}
      {legalBases.length > 0 && (
        <>
          <br />
          {say("heading.bases", { bases: list(legalBases) })}
        </>
      )}
    </p>
  );
}
