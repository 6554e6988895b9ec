import type { Body } from "@safepassage/schema";
import { memo, type ReactNode } from "react";
import { Unfold } from "../../design/unfold.tsx";
import { useWords } from "../../words/words.tsx";
import { BodyView } from "./body-view.tsx";

/** What a message says, as its recipient will open it. */
export const Received = memo(function Received({ body }: { readonly body: Body }): ReactNode {
  const say = useWords("case");
  return (
    <Unfold title={say("received")} level={2}>
      <div className="stack">
        <p className="soft">{say("receivedLead")}</p>
        <BodyView body={body} />
      </div>
    </Unfold>
  );
});
