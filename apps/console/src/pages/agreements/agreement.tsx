import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Answer, gateway } from "../../app/gateway.ts";
import { agreementsQuery } from "../../app/shared-queries.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { AgreementTerms } from "./agreement-terms.tsx";
import "./agreements.css";

type Entry = Answer<"listAgreements">["entries"][number];

/** An agreement in words. Of one id several versions may be in force. */
export function AgreementPage(): ReactNode {
  const say = useWords("agreements");
  // Waits for the names here: a part that waited would hide the heading, which has the focus.
  useNames();
  const { id = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(agreementsQuery);
  const versions = data?.entries.filter((entry) => entry.id === id) ?? [];
  return (
    <Page
      title={say("agreementTitle", { id })}
      lead={say("agreementLead")}
      actions={<ButtonLink href="/agreements">{say("toAgreements")}</ButtonLink>}
    >
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && versions.length === 0 && (
        <Notice tone="warn" title={say("notInForce")}>
          <p>{say("notInForceFix")}</p>
        </Notice>
      )}
      {versions.map((entry) => (
        <Version key={entry.sha256} entry={entry} />
      ))}
    </Page>
  );
}

function Version({ entry: { text } }: { readonly entry: Entry }): ReactNode {
  const say = useWords("agreements");
  const purposes = useQuery({
    queryKey: ["purposes"],
    queryFn: () => answerOf(gateway.v1.purposes.$get()),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      {purposes.error !== null && (
        <Problem error={purposes.error} onAgain={() => void purposes.refetch()} />
      )}
      <AgreementTerms agreement={text} catalogue={purposes.data?.entries ?? []} />
      <details className="panel">
        <summary>{say("asWritten")}</summary>
        <pre className="as-written" dir="ltr">
          {JSON.stringify(text, undefined, 2)}
        </pre>
      </details>
    </>
  );
}
