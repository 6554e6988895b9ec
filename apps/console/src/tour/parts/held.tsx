import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useList } from "../../words/lists.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import type { HeldPart, MendedPart } from "../tour-api.ts";
import { Findings, FoundBriefly } from "./findings.tsx";

/** Why a faulty warning is held, and until when it can be mended. */
export function HeldText({
  part: { sender, findings, mendBy },
  rules,
}: {
  readonly part: HeldPart;
  /** Rules that the step is about. */
  readonly rules: readonly string[];
}): ReactNode {
  const say = useWords("tour");
  const { instant } = useTimes();
  return (
    <>
      <FoundBriefly findings={findings} rules={rules} />
      <p>{say("held.mendBy", { sender, at: instant(mendBy) })}</p>
    </>
  );
}

/** Who sees what of a faulty warning, and what rules find in it. */
export function Held({
  part: { recipient, body, findings, countries },
}: {
  readonly part: HeldPart;
}): ReactNode {
  const say = useWords("tour");
  const list = useList();
  return (
    <section className="stack-tight">
      <h3>{say("held", { recipient })}</h3>
      <p>{say("held.who")}</p>
      {countries.length > 0 && <p>{say("held.authorities", { countries: list(countries) })}</p>}
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
