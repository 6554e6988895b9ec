import type { ReactNode } from "react";
import { BodyView } from "../../pages/case/body-view.tsx";
import { useWords } from "../../words/words.tsx";
import type { SentPart } from "../tour-api.ts";

/** What a message says that no case file stands behind. */
export function Sent({ part: { body } }: { readonly part: SentPart }): ReactNode {
  const say = useWords("tour");
  return (
    <section className="stack-tight">
      <h3>{say("sent")}</h3>
      <BodyView body={body} />
    </section>
  );
}
