import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useList } from "../../words/lists.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import type { HeldPart, MendedPart } from "../tour-api.ts";
import { Findings } from "./refusal.tsx";

/** How a faulty warning waits, and who sees what of it. */
export function Held({
  part: { sender, recipient, body, findings, mendBy, countries },
}: {
  readonly part: HeldPart;
}): ReactNode {
  const say = useWords("tour");
  const { instant } = useTimes();
  const list = useList();
  return (
    <section className="stack-tight">
      <Notice tone="warn" isStill title={say("held", { recipient })}>
        <p>{say("held.mendBy", { sender, at: instant(mendBy) })}</p>
        <p>{say("held.who")}</p>
        {countries.length > 0 && <p>{say("held.authorities", { countries: list(countries) })}</p>}
      </Notice>
      <Findings body={body} findings={findings} />
    </section>
  );
}

/** Whether a sound warning has taken the place of a faulty one. */
export function Mended({ part: { step, isMended } }: { readonly part: MendedPart }): ReactNode {
  const say = useWords("tour");
  return (
    <Notice
      isStill
      tone={isMended ? "good" : "bad"}
      title={say(isMended ? "mended" : "mended.not", { step })}
    />
  );
}
