import type { ReactNode } from "react";
import { Notice } from "../../../design/notice.tsx";
import { Tag } from "../../../design/tag.tsx";
import { useList } from "../../../words/lists.ts";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { FindingText } from "../../case/finding-text.tsx";
import type { Content, Message } from "../facts/queries.ts";
import { type Decision, decisionOf } from "../facts/receipt-claims.ts";
import { missingFacts } from "./missing-facts.ts";

/** How a message was judged: here if it arrived here, by its recipient if it was sent. */
export function JudgementPanel({
  message,
  content,
}: {
  readonly message: Message;
  readonly content: Content | undefined;
}): ReactNode {
  const say = useWords("message");
  return (
    <section className="stack">
      <h2>{say("judgement")}</h2>
      <p className="soft measure">{say(`judgementLead.${message.box}`)}</p>
      {message.box === "outbox" ? (
        <DecisionView decision={decisionOf(message.receipts)} />
      ) : content?.judgement === undefined ? (
        <Notice isStill title={say("judgementUnread")} />
      ) : (
        <JudgementView judgement={content.judgement} purpose={message.purpose} />
      )}
    </section>
  );
}

function JudgementView({
  judgement: { findings, evaluated, notEvaluated },
  purpose,
}: {
  readonly judgement: NonNullable<Content["judgement"]>;
  readonly purpose: string;
}): ReactNode {
  const say = useWords("message");
  const list = useList();
  return (
    <>
      <section className="panel stack">
        <h3>{say("findings")}</h3>
        {findings.length === 0 && <p>{say("findingsNone")}</p>}
        {findings.map((finding) => (
          <FindingText
            key={`${finding.code} ${finding.pointer} ${finding.field ?? ""}`}
            {...{ finding, purpose }}
          />
        ))}
      </section>
      <section className="panel stack">
        <h3>{say("notEvaluated")}</h3>
        {notEvaluated.length === 0 ? (
          <p>{say("allEvaluated")}</p>
        ) : (
          <>
            <p className="soft">{say("notEvaluatedLead")}</p>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say("rule")}</th>
                  <th scope="col">{say("missing")}</th>
                </tr>
              </thead>
              <tbody>
                {notEvaluated.map(({ rule, part, missing }) => (
                  <tr key={`${rule} ${part ?? ""}`}>
                    <th scope="row">
                      {part === undefined ? rule : say("rulePart", { rule, part })}
                    </th>
                    <td>
                      {list(missingFacts(missing).map((fact) => say(`missing.${fact}`)))}{" "}
                      <bdi dir="ltr" className="small soft">
                        {missing.join(", ")}
                      </bdi>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </section>
      <section className="panel stack">
        <h3>{say("evaluated")}</h3>
        <p>
          <bdi dir="ltr">{evaluated.join(", ")}</bdi>
        </p>
      </section>
    </>
  );
}

/** What the recipient has signed of its judgement: rules and kinds of entry, never a place or a value. */
function DecisionView({ decision }: { readonly decision: Decision | undefined }): ReactNode {
  const say = useWords("message");
  const names = useNames();
  if (decision === undefined) return <p>{say("notDecided")}</p>;
  const { findings } = decision;
  if (findings.length === 0) return <p>{say("findingsNone")}</p>;
  return (
    <div className="panel table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say("rule")}</th>
            <th scope="col">{say("severity")}</th>
            <th scope="col">{say("findingKind")}</th>
            <th scope="col">{say("findingCode")}</th>
          </tr>
        </thead>
        <tbody>
          {findings.map(({ rule, severity, kind, code }) => (
            <tr key={`${code} ${kind}`}>
              <th scope="row">{rule}</th>
              <td>
                <Tag tone={severity === "error" ? "bad" : "warn"}>
                  {say(`severity.${severity}`)}
                </Tag>
              </td>
              <td>{kind === "message" ? say("wholeMessage") : names.kind(kind)}</td>
              <td>
                <bdi dir="ltr" className="digest">
                  {code}
                </bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
