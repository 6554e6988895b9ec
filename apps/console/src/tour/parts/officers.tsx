import type { ReactNode } from "react";
import { Tag } from "../../design/tag.tsx";
import { Time } from "../../design/time.tsx";
import { ACTS } from "../../pages/oversight/act-words.ts";
import { useWords } from "../../words/words.tsx";
import { SceneText } from "../scene-text.tsx";
import type { ActPart, ActsPart, OfficersPart } from "../tour-api.ts";
import { Fold } from "./fold.tsx";

/** Who works at an agency, and by which groups that one may do what. */
export function Officers({ part: { agency, people } }: { readonly part: OfficersPart }): ReactNode {
  const say = useWords("tour");
  return (
    <Fold title={say("officers", { agency })}>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say("officers.person")}</th>
              <th scope="col">{say("officers.work")}</th>
              <th scope="col">{say("groups")}</th>
            </tr>
          </thead>
          <tbody>
            {people.map(({ id, work, groups }) => (
              <tr key={id}>
                <th scope="row">
                  <bdi>{id}</bdi>
                </th>
                <td>
                  <SceneText id={`person.${id}`} says={work} />
                </td>
                <td>
                  <bdi dir="ltr">{groups.join(", ")}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Fold>
  );
}

/** What somebody did, and whether the gateway let that one. */
export function ActView({ part: { act, says, found } }: { readonly part: ActPart }): ReactNode {
  const say = useWords("tour");
  const isDone = found === "done";
  return (
    <p className="act">
      <Tag tone={isDone ? "good" : "bad"}>{say(isDone ? "act.done" : "act.refused")}</Tag>{" "}
      <SceneText id={`act.${act}`} says={says} />
      {!isDone && <RefusedText code={found} />}
    </p>
  );
}

/** Why somebody was refused, and the code for who looks it up. */
function RefusedText({ code }: { readonly code: string }): ReactNode {
  const say = useWords("tour");
  const known = EXPLAINED.find((one) => one === code);
  return (
    <span className="small soft">
      {". "}
      {known !== undefined && `${say(`act.why.${known}`)} `}
      <bdi dir="ltr">{code}</bdi>
    </span>
  );
}

const EXPLAINED = [
  "API_OFFICER_LOCKED",
  "API_ROLE_MISSING",
  "API_TOKEN_REFUSED",
  "GATEWAY_APPROVAL_NEEDED",
] as const;

/** What an auditor sees: who did what, and nothing of what was said. */
export function ActsView({ part: { acts } }: { readonly part: ActsPart }): ReactNode {
  const say = useWords("tour");
  return (
    <section className="stack-tight">
      <h3>{say("acts")}</h3>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say("acts.at")}</th>
              <th scope="col">{say("acts.who")}</th>
              <th scope="col">{say("acts.act")}</th>
            </tr>
          </thead>
          <tbody>
            {acts.map(({ act, at, officer }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <tr key={index}>
                <td>
                  <Time at={at} />
                </td>
                <td>{officer === undefined ? say("acts.system") : <bdi>{officer}</bdi>}</td>
                <td>
                  <DoneText act={act} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** An act as the console names it. One that it does not know is said by its code. */
function DoneText({ act }: { readonly act: string }): ReactNode {
  const say = useWords("oversight");
  const known = ACTS.find((one) => one === act);
  return known === undefined ? <bdi dir="ltr">{act}</bdi> : say(`act.${known}`);
}
