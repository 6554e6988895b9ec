import { type Body, findField } from "@safepassage/schema";
import type { ComponentProps, ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useColon } from "../../words/colon.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { useTitles } from "../case/body-view.tsx";
import { ValueText } from "../case/value-text.tsx";
import { type ChangedValue, type Differences, isNone, LINKS, META } from "./differences.ts";

/** What is no longer as it was when this person read it before. */
export function DifferencesView({
  differences,
  body,
  heading,
}: {
  readonly differences: Differences;
  readonly body: Body;
  readonly heading: ComponentProps<"h2">;
}): ReactNode {
  const say = useWords("approvals");
  const { parts, asked, leaving, isOther } = differences;
  if (isNone(differences)) return <Notice tone="good" title={say("noDifference")} />;
  return (
    <section className="panel stack differences">
      <h2 {...heading}>{say("differences")}</h2>
      {isOther && <p>{say("differentOther")}</p>}
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => (
            <li key={part}>{say(`part.${part}`)}</li>
          ))}
        </ul>
      )}
      {asked.length > 0 && <Changes title={say("composed")} changes={asked} body={body} />}
      {leaving.length > 0 && <Changes title={say("leaves")} changes={leaving} body={body} />}
    </section>
  );
}

function Changes({
  title,
  changes,
  body,
}: {
  readonly title: string;
  readonly changes: readonly ChangedValue[];
  readonly body: Body;
}): ReactNode {
  const say = useWords("approvals");
  const names = useNames();
  const colon = useColon();
  const titles = useTitles(body);
  return (
    <div className="stack-tight">
      <h3>{title}</h3>
      <dl className="facts">
        {changes.map(({ path, gid, kind, field, before, after }) => (
          <div key={path} className="difference">
            <dt>
              {titles.get(gid) ?? names.kind(kind)}
              {colon}
              {nameOf(field)}
            </dt>
            <dd>
              <span className="soft small">{say("before")}</span>{" "}
              <Values field={field} values={before} />
            </dd>
            <dd>
              <span className="soft small">{say("now")}</span>{" "}
              <Values field={field} values={after} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );

  function nameOf(field: string): string {
    if (field === LINKS) return say("part.links");
    return field === META ? say("part.meta") : names.field(field);
  }
}

function Values({
  field,
  values,
}: {
  readonly field: string;
  readonly values: readonly unknown[];
}): ReactNode {
  const say = useWords("approvals");
  if (values.length === 0) return <span className="soft">{say("none")}</span>;
  if (findField(field) === undefined) return <span className="soft">{say("somethingElse")}</span>;
  return <ValueText field={field} value={values} />;
}
