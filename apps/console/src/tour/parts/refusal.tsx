import type { ReactNode } from "react";
import { EnglishText } from "../../design/english-text.tsx";
import { Notice } from "../../design/notice.tsx";
import { ENGLISH } from "../../words/english.ts";
import { useProblemText } from "../../words/problem-words.ts";
import { useWords } from "../../words/words.tsx";
import type { BypassPart, Refusal, RefusedAtHomePart } from "../tour-api.ts";
import { Findings, FoundBriefly } from "./findings.tsx";

/** Both refusals in plain words: what the sender's own gateway finds, and that the recipient decides the same by itself. */
export function RefusalText({
  part: { sender, refusal },
  recipient,
  rules,
}: {
  readonly part: RefusedAtHomePart;
  readonly recipient: string;
  /** Rules that the step is about. */
  readonly rules: readonly string[];
}): ReactNode {
  const say = useWords("tour");
  const { findings } = refusal;
  return (
    <>
      <p>{say("refusal.home", { sender })}</p>
      {findings === undefined ? (
        <ProblemText refusal={refusal} />
      ) : (
        <FoundBriefly findings={findings} rules={rules} />
      )}
      <p>{say("refusal.away", { recipient })}</p>
    </>
  );
}

/** That the sender's own gateway did not refuse, though it should have. */
export function NotRefusedAtHome({
  part: { sender, refusal },
}: {
  readonly part: RefusedAtHomePart;
}): ReactNode {
  const say = useWords("tour");
  if (refusal.code !== "") return null;
  return <Notice tone="bad" isStill title={say("refusedAtHome.not", { sender })} />;
}

/** What the sender's own gateway answers, and what rules find in which value. */
export function RefusedAtHome({
  part: { sender, body, refusal },
}: {
  readonly part: RefusedAtHomePart;
}): ReactNode {
  const say = useWords("tour");
  const { status, code, findings = [] } = refusal;
  if (code === "") return null;
  return (
    <section className="stack-tight">
      <h3>{say("refusedAtHome", { sender })}</h3>
      <ProblemText refusal={refusal} />
      <p className="small soft">{say("refusedAtHome.code", { code, status })}</p>
      <Findings body={body} findings={findings} />
    </section>
  );
}

/** That the sender's checks are left out now. */
export function Bypass({ part: { sender } }: { readonly part: BypassPart }): ReactNode {
  const say = useWords("tour");
  return <p>{say("bypass", { sender })}</p>;
}

/** What a gateway says where it refuses, by its code. */
function ProblemText({ refusal: { code, title } }: { readonly refusal: Refusal }): ReactNode {
  const own = useProblemText(code);
  if (own === undefined) return <p {...ENGLISH}>{title}</p>;
  return (
    <>
      <p>{own.title}</p>
      {own.isUnreviewed === true && <EnglishText text={title} />}
    </>
  );
}
