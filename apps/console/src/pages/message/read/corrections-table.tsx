import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Time } from "../../../design/time.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { useTitles } from "../../case/body-view.tsx";
import { ValueText } from "../../case/value-text.tsx";
import { MessageLink } from "../facts/message-link.tsx";
import type { Content } from "../facts/queries.ts";

type Correction = NonNullable<Content["corrections"]>[number];

/** What corrections have changed in a message: what stood there, what stands there now, and which message says so. */
export function CorrectionsTable({
  corrections,
  body,
}: {
  readonly corrections: readonly Correction[];
  readonly body: Body;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const titles = useTitles(body);
  return (
    <section className="panel stack">
      <h2>{say("corrections")}</h2>
      <p className="soft">{say("correctionsLead")}</p>
      <div className="table-scroll">
        <table className="table table-stack">
          <thead>
            <tr>
              <th scope="col">{say("correctedAt")}</th>
              <th scope="col">{say("correctedPlace")}</th>
              <th scope="col">{say("correctedHow")}</th>
              <th scope="col">{say("before")}</th>
              <th scope="col">{say("after")}</th>
              <th scope="col">{say("correctedBy")}</th>
            </tr>
          </thead>
          <tbody>
            {corrections.map(({ at, by, path, action, before, after }) => {
              const [gid = "", field = ""] = path.split("/");
              return (
                <tr key={`${by} ${path}`}>
                  <td data-label={say("correctedAt")}>
                    <Time at={at} />
                  </td>
                  <td data-label={say("correctedPlace")}>
                    <span className="soft">{titles.get(gid)}</span> {names.field(field)}
                  </td>
                  <td data-label={say("correctedHow")}>
                    {names.code("correction_action", action)}
                  </td>
                  <td data-label={say("before")}>
                    <Values field={field} values={before} />
                  </td>
                  <td data-label={say("after")}>
                    <Values field={field} values={after} />
                  </td>
                  <td data-label={say("correctedBy")}>
                    <MessageLink digest={by} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Values({
  field,
  values,
}: {
  readonly field: string;
  readonly values: readonly unknown[];
}): ReactNode {
  const say = useWords("message");
  if (values.length === 0) return <span className="soft">{say("nothing")}</span>;
  return <ValueText field={field} value={values} />;
}
