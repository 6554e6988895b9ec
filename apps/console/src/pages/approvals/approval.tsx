import type { Reason } from "@safepassage/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useMay, useSession } from "../../app/session.tsx";
import { type DraftEntry, draftsQuery } from "../../app/shared-queries.ts";
import { hasComposed, isReturned } from "../../app/waiting.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { ApprovalProblem } from "./approval-problem.tsx";
import { DraftFacts } from "./draft-facts.tsx";
import { type ReadDraft, readForApproval } from "./read-draft.ts";
import { ReasonGate } from "./reason-gate.tsx";
import { SeenPanel } from "./seen-panel.tsx";
import { standingOf } from "./standing.ts";

/** One draft before a second officer: what it says, what would leave of it, and the decision. */
export function Approval(): ReactNode {
  const { id = "" } = useParams({ strict: false });
  const say = useWords("approvals");
  const { data, error, refetch } = useQuery(draftsQuery);
  const entry = data?.entries.find((one) => one.id === id);
  // What was read stays on the page, whatever becomes of the draft meanwhile.
  const [first, setFirst] = useState(entry);
  const isFirst = first?.id === id;
  if (!isFirst && entry !== undefined) setFirst(entry);
  const shown = entry ?? (isFirst ? first : undefined);
  return (
    <Page title={say("approvalTitle")} lead={say("approvalLead")}>
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && shown === undefined && <Closed />}
      {shown !== undefined && <Decided key={id} id={id} shown={shown} />}
    </Page>
  );
}

function Decided({ id, shown }: { readonly id: string; readonly shown: DraftEntry }): ReactNode {
  const say = useWords("approvals");
  const { me } = useSession();
  const may = useMay();
  const { data } = useQuery(draftsQuery);
  const [seen, setSeen] = useState<ReadDraft | undefined>(undefined);
  const [before, setBefore] = useState<ReadDraft | undefined>(undefined);
  const [reason, setReason] = useState<Reason>("APPROVAL");
  const reading = useMutation({
    mutationFn: (why: Reason) => readForApproval(id, why),
    onSuccess(read) {
      setBefore(seen);
      setSeen(read);
    },
    // What a case says does not stay longer than it is shown.
    gcTime: 0,
  });
  const readAgain = (why: Reason = reason): void => {
    setReason(why);
    reading.mutate(why);
  };
  const isOwn = hasComposed(shown, me.officer);
  return (
    <>
      <DraftFacts entry={seen?.entry ?? shown} />
      {isOwn && <Own entry={shown} />}
      {!isOwn && !may("approveDraft") && (
        <Notice tone="warn" title={say("noRole")}>
          <p>{say("noRoleFix")}</p>
        </Notice>
      )}
      {reading.error !== null && (
        <ApprovalProblem
          error={reading.error}
          composer={shown.composer}
          safe={say("notApproved")}
          onAgain={() => readAgain()}
        />
      )}
      {seen === undefined && !isOwn && (
        <ReasonGate isReading={reading.isPending} onRead={readAgain} />
      )}
      {seen !== undefined && (
        <SeenPanel
          key={`${seen.entry.revision} ${seen.preview.approval?.digest}`}
          seen={seen}
          before={before}
          now={shown}
          standing={standingOf(seen.entry, data)}
          isReading={reading.isPending}
          onReadAgain={() => readAgain()}
        />
      )}
    </>
  );
}

/** Says to whoever composed a draft how it stands with its approval. */
function Own({ entry }: { readonly entry: DraftEntry }): ReactNode {
  const say = useWords("approvals");
  const { id, approval, returned } = entry;
  return (
    <Notice tone={approval === undefined ? "warn" : "good"} title={say("own")}>
      <p>
        {approval !== undefined
          ? say("ownApproved", { officer: approval.officer })
          : returned !== undefined && isReturned(entry)
            ? say("ownReturned", { officer: returned.officer })
            : say("ownFix")}
      </p>
      <div className="row">
        <ButtonLink href={`/drafts/${id}`}>{say("openDraft")}</ButtonLink>
      </div>
    </Notice>
  );
}

function Closed(): ReactNode {
  const say = useWords("approvals");
  return (
    <Notice tone="warn" title={say("closed")}>
      <p>{say("closedFix")}</p>
      <div className="row">
        <ButtonLink href="/approvals">{say("toList")}</ButtonLink>
      </div>
    </Notice>
  );
}
