import type { ComponentProps, ReactNode } from "react";
import type { Answer } from "../../app/gateway.ts";
import { VERDICT_TONES } from "../../app/verdict-tones.ts";
import { Tag } from "../../design/tag.tsx";
import { useWords } from "../../words/words.tsx";
import { FindingText } from "../case/finding-text.tsx";
import type { Outcomes } from "../compose/state/outcomes.ts";

/** What the recipient's gateway will decide, how much leaves, and what rules say of the whole message. */
export function JudgementView({
  preview,
  outcomes,
  heading,
}: {
  readonly preview: Answer<"preview">;
  readonly outcomes: Outcomes;
  readonly heading: ComponentProps<"h2">;
}): ReactNode {
  const say = useWords("compose");
  const sayHere = useWords("approvals");
  const { verdict } = preview.judgement;
  const { goes, coarse, stays, elsewhere } = outcomes;
  return (
    <section className="panel stack">
      <h2 {...heading}>{sayHere("judgement")}</h2>
      <div className="row">
        <Tag tone={verdict === undefined ? "warn" : VERDICT_TONES[verdict]}>
          {verdict === undefined ? say("verdictUnsure") : say(`verdict.${verdict}`)}
        </Tag>
        <span>{say("summary", { goes, coarse, stays })}</span>
      </div>
      {elsewhere.map((finding) => (
        <FindingText
          key={`${finding.code} ${finding.pointer}`}
          finding={finding}
          purpose={preview.draft.clear["env.purpose"]}
        />
      ))}
      {preview.leaks.length > 0 && (
        <div className="stack-tight">
          <h3>{sayHere("leaks")}</h3>
          {preview.leaks.map((finding) => (
            <FindingText
              key={`${finding.code} ${finding.pointer}`}
              finding={finding}
              purpose={preview.draft.clear["env.purpose"]}
            />
          ))}
        </div>
      )}
    </section>
  );
}
