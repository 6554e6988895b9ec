import { LABELS_ENGLISH } from "@safepassage/policy";
import { type Body, isCitationRead } from "@safepassage/schema";
import type { ReactNode } from "react";
import { EnglishText } from "../../design/english-text.tsx";
import { Notice } from "../../design/notice.tsx";
import { FindingText } from "../../pages/case/finding-text.tsx";
import { ENGLISH } from "../../words/english.ts";
import { useProblemText } from "../../words/problem-words.ts";
import { useWords } from "../../words/words.tsx";
import type { BypassPart, Finding, RefusedAtHomePart } from "../tour-api.ts";
import { byField, Values } from "./values.tsx";

/** The sender's own gateway refuses: what it says of which value. */
export function RefusedAtHome({
  part: { sender, body, refusal },
}: {
  readonly part: RefusedAtHomePart;
}): ReactNode {
  const say = useWords("tour");
  const { status, code, title, findings = [] } = refusal;
  const own = useProblemText(code === "" ? undefined : code);
  if (code === "")
    return <Notice tone="bad" isStill title={say("refusedAtHome.not", { sender })} />;
  return (
    <section className="stack-tight">
      <Notice tone="bad" isStill title={say("refusedAtHome", { sender })}>
        {own === undefined ? <p {...ENGLISH}>{title}</p> : <p>{own.title}</p>}
        {own?.isUnreviewed === true && <EnglishText text={title} />}
        <p className="small soft">{say("refusedAtHome.code", { code, status })}</p>
      </Notice>
      <Findings body={body} findings={findings} />
    </section>
  );
}

/** What rules find, each with the values that it is about. */
export function Findings({
  body,
  findings,
}: {
  readonly body: Body;
  readonly findings: readonly Finding[];
}): ReactNode {
  const said = Map.groupBy(findings, (finding) => `${finding.rule} ${generally(finding)}`);
  return [...said].map(([key, same]) => {
    const [first] = same as [Finding, ...Finding[]];
    const values = same.flatMap((finding) => valuesAt(body, finding));
    const isRead = isCitationRead(first.citationStatus);
    // Said of several fields, it names none.
    const { field: _, ...general } = { ...first, sentence: generally(first) };
    const shown = same.length === 1 ? first : general;
    return (
      <div key={key} className="finding stack-tight">
        {values.length > 0 && <Values of={byField(values)} />}
        <FindingText finding={{ ...shown, citationRead: isRead }} isStill />
      </div>
    );
  });
}

/** That the sender's checks are left out now. */
export function Bypass({ part: { sender } }: { readonly part: BypassPart }): ReactNode {
  const say = useWords("tour");
  return <p className="bypass">{say("bypass", { sender })}</p>;
}

/** Findings of one rule that differ only in the field they name say the same: the field stands beside. */
function generally({ sentence, field = "" }: Finding): string {
  const label: string = (LABELS_ENGLISH.fields as Readonly<Record<string, string>>)[field] ?? field;
  const general = sentence.replace(`“${label}”`, "this value");
  return general.charAt(0).toUpperCase() + general.slice(1);
}

/** The values that a finding points at (RFC 6901): none where it is about something that is missing, or about all. */
function valuesAt(body: Body, { pointer }: Finding) {
  const [, gid = "", field] = /^\/body\/([^/]+)\/(.+)$/.exec(pointer) ?? [];
  const leaves = body[gid]?.leaves.filter(({ f }) => f === field) ?? [];
  return leaves.map(({ f, v }) => ({ field: f, value: v }));
}
