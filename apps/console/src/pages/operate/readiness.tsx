import type { ReactNode } from "react";
import type { Answer } from "../../app/gateway.ts";
import { Notice } from "../../design/notice.tsx";
import { ENGLISH } from "../../words/english.ts";
import { useFindingTexts } from "../../words/finding-texts.ts";
import { useLocale, useWords } from "../../words/words.tsx";

type Health = Answer<"readHealth">;
type HealthFinding = Health["reasons"][number];

/** Whether the gateway is ready, why not, and what a person should look at. */
export function Readiness({ health }: { readonly health: Health }): ReactNode {
  const say = useWords("operations");
  const { status, reasons, warnings } = health;
  return (
    <section className="stack" aria-labelledby="readiness">
      <h2 id="readiness">{say("readiness")}</h2>
      {status === "ready" ? (
        <Notice tone="good" title={say("ready")}>
          <p>{say("readySay")}</p>
        </Notice>
      ) : (
        <Notice tone="bad" isUrgent title={say("notReady")}>
          <p>{say("notReadySay")}</p>
        </Notice>
      )}
      <Findings title={say("reasons")} findings={reasons} tone="bad" />
      <Findings title={say("warnings")} findings={warnings} tone="warn" />
      {warnings.length === 0 && <p className="soft">{say("noWarnings")}</p>}
    </section>
  );
}

/** What is found, what to do, and where: in the language of the page, or as the gateway says it where the page knows no words. */
function FindingSays({ finding }: { readonly finding: HealthFinding }): ReactNode {
  const say = useWords("operations");
  const { locale } = useLocale();
  const own = useFindingTexts()(finding);
  const { code, file, place } = finding;
  const { sentence, fix } = own ?? finding;
  const attributes = own === undefined && locale !== "en" ? ENGLISH : {};
  return (
    <>
      <strong {...attributes}>{sentence}</strong>
      <p {...attributes}>{fix}</p>
      <p className="small soft">
        {say(place === undefined ? "where" : "whereIn", { file, place: place ?? "" })}
      </p>
      <p className="small soft">{say("code", { code })}</p>
    </>
  );
}

function Findings({
  title,
  findings,
  tone,
}: {
  readonly title: string;
  readonly findings: readonly HealthFinding[];
  readonly tone: "bad" | "warn";
}): ReactNode {
  if (findings.length === 0) return null;
  return (
    <div className="stack-tight">
      <h3>{title}</h3>
      <ul className="findings">
        {findings.map((finding) => (
          <li
            key={`${finding.code} ${finding.file} ${finding.place ?? ""}`}
            className="notice"
            data-tone={tone}
          >
            <FindingSays finding={finding} />
          </li>
        ))}
      </ul>
    </div>
  );
}
