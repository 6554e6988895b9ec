import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Apart } from "../../design/apart.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { Tag } from "../../design/tag.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { BodyView } from "../case/body-view.tsx";
import { FindingText } from "../case/finding-text.tsx";
import { ReasonText } from "../case/reason-text.tsx";
import type { Prepared } from "../compose/state/use-preview.ts";
import { DANGER } from "./warning.ts";

/** What will leave of a warning as it stands. */
export function WhatLeaves({
  prepared,
  isWhole,
}: {
  readonly prepared: Prepared;
  /** Whether nothing is missing: what is not filled in yet is no fault. */
  readonly isWhole: boolean;
}): ReactNode {
  const say = useWords("danger");
  const { preview, outcomes, faults, error, isCurrent, again } = prepared;
  return (
    <section className="panel stack" aria-label={say("leaves")}>
      <h2>{say("leaves")}</h2>
      {error !== undefined && <Problem error={error} onAgain={again} />}
      {isWhole &&
        faults?.elsewhere.map(({ pointer, says }) => (
          <Notice key={pointer} tone="bad" title={says}>
            <p className="digest">{pointer}</p>
          </Notice>
        ))}
      {preview === undefined || outcomes === undefined ? (
        <p className="soft" role="status">
          {say("leavesNothing")}
        </p>
      ) : (
        <>
          {isWhole && <Verdict {...{ preview, isCurrent }} />}
          <BodyView body={preview.draft.body as Body} />
          {isWhole &&
            preview.judgement.findings.map((finding) => (
              <FindingText
                key={`${finding.code} ${finding.pointer}`}
                finding={finding}
                purpose={DANGER}
              />
            ))}
          {isWhole && <StaysBehind preview={preview} />}
        </>
      )}
    </section>
  );
}

type Preview = NonNullable<Prepared["preview"]>;

function Verdict({
  preview,
  isCurrent,
}: {
  readonly preview: Preview;
  readonly isCurrent: boolean;
}): ReactNode {
  const say = useWords("compose");
  const { verdict } = preview.judgement;
  const tone = verdict === "accept" ? "good" : verdict === "reject" ? "bad" : "warn";
  return (
    <p className="row" role="status" aria-atomic>
      <Tag tone={tone}>
        {verdict === undefined ? say("verdictUnsure") : say(`verdict.${verdict}`)}
      </Tag>
      <Apart />
      {!isCurrent && <span className="small soft">{say("previewOld")}</span>}
    </p>
  );
}

/** The values that do not leave, each with the reason. */
function StaysBehind({ preview }: { readonly preview: Preview }): ReactNode {
  const say = useWords("danger");
  const names = useNames();
  const held = preview.account.filter(({ outcome }) => outcome === "withheld");
  if (held.length === 0) return null;
  return (
    <div className="stack-tight">
      <h3>{say("stays")}</h3>
      <ul className="small">
        {held.map(({ path, leaf, field, reason, finding }) => (
          <li key={`${path} ${leaf}`}>
            {names.field(field)}
            {reason !== undefined && <ReasonText reason={reason} />}
            {finding !== undefined && <FindingText finding={finding} purpose={DANGER} />}
          </li>
        ))}
      </ul>
    </div>
  );
}
