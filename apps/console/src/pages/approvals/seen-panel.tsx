import type { ReturnReason } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useMemo } from "react";
import { gateway, queries } from "../../app/gateway.ts";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { useOneAtATime } from "../../app/use-one-at-a-time.ts";
import { Button, ButtonLink } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { useArrival } from "../../design/use-arrival.ts";
import { useWords } from "../../words/words.tsx";
import { Received } from "../case/received.tsx";
import { outcomesOf } from "../compose/state/outcomes.ts";
import { useAnswered } from "../compose/state/use-answered.ts";
import { ApprovalProblem } from "./approval-problem.tsx";
import { DecisionBar } from "./decision-bar.tsx";
import { differencesOf, isNone } from "./differences.ts";
import { DifferencesView } from "./differences-view.tsx";
import { GroundsView } from "./grounds-view.tsx";
import { JudgementView } from "./judgement-view.tsx";
import { placesOf } from "./places.ts";
import type { ReadDraft } from "./read-draft.ts";
import { SideBySide } from "./side-by-side.tsx";
import type { Standing } from "./standing.ts";
import "./approvals.css";

/** A draft as it was read, and the decision about just that. */
export function SeenPanel({
  seen,
  before,
  now,
  standing,
  isReading,
  onReadAgain,
}: {
  readonly seen: ReadDraft;
  /** As it was read before, if it was. */
  readonly before: ReadDraft | undefined;
  /** As the list of drafts has it: somebody else may have approved it meanwhile. */
  readonly now: DraftEntry;
  readonly standing: Standing;
  readonly isReading: boolean;
  readonly onReadAgain: () => void;
}): ReactNode {
  const say = useWords("approvals");
  const sayOfWriting = useWords("compose");
  const recorded = useId();
  const arrival = {
    ref: useArrival<HTMLHeadingElement>(),
    tabIndex: -1,
    "aria-describedby": recorded,
  } as const;
  const { entry, preview } = seen;
  const outcomes = useMemo(
    () => outcomesOf(preview, { keys: placesOf(entry.draft) }),
    [preview, entry],
  );
  const differences = useMemo(
    () =>
      before === undefined
        ? undefined
        : differencesOf(
            { draft: before.entry.draft, preview: before.preview },
            { draft: entry.draft, preview },
          ),
    [before, entry, preview],
  );
  const approving = useMutation({
    mutationFn: (digest: string) =>
      answerOf(
        gateway.v1.drafts[":id"].approval.$post({ param: { id: entry.id }, json: { digest } }),
      ),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["drafts"] }),
  });
  const returning = useMutation({
    mutationFn: (reason: ReturnReason) => {
      const json = { revision: entry.revision, reason };
      return answerOf(gateway.v1.drafts[":id"].return.$post({ param: { id: entry.id }, json }));
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ["drafts"] }),
  });
  const problem =
    problemOf(approving.error, say("notApproved")) ??
    problemOf(returning.error, say("notSentBack"));
  const answered = useAnswered(entry.inReplyTo);
  const [approve, isAsking] = useOneAtATime(async (digest: string) => {
    // A colleague may have answered first. An approver who has been told so can still approve.
    if (await answered.isMore()) return;
    approving.mutate(digest);
  });
  const { composer } = entry;
  if (approving.isSuccess) {
    return <Done title={say("approved")}>{say("approvedLead", { composer })}</Done>;
  }
  if (returning.isSuccess) {
    const title = say("sentBackTo", { composer });
    return <Done title={title}>{say("sentBackLead", { composer })}</Done>;
  }
  return (
    <>
      <p id={recorded} className="soft small">
        {say("recorded")}
      </p>
      {differences !== undefined && (
        <DifferencesView differences={differences} body={preview.draft.body} heading={arrival} />
      )}
      <JudgementView
        preview={preview}
        outcomes={outcomes}
        heading={differences === undefined || isNone(differences) ? arrival : {}}
      />
      <SideBySide draft={entry.draft} outcomes={outcomes} added={preview.added} />
      <GroundsView draft={entry.draft} sent={preview.draft} />
      <Received body={preview.draft.body} />
      <DecisionBar
        entry={now}
        preview={preview}
        standing={standing}
        news={
          <>
            {answered.isAnswered && (
              <Notice tone="warn" isUrgent title={sayOfWriting("answeredBefore")}>
                <p>{say("answeredBeforeFix")}</p>
              </Notice>
            )}
            {problem === undefined && (standing === "changed" || standing === "closed") && (
              <Notice tone="warn" isUrgent title={say(standing, { composer: entry.composer })}>
                <p>{say(`${standing}Fix`, { composer: entry.composer })}</p>
                <div className="row">
                  {standing === "changed" ? (
                    <Button isPending={isReading} onPress={onReadAgain}>
                      {say("readAgain")}
                    </Button>
                  ) : (
                    <ButtonLink href="/approvals">{say("toList")}</ButtonLink>
                  )}
                </div>
              </Notice>
            )}
            {problem !== undefined && (
              <ApprovalProblem {...problem} composer={entry.composer} onAgain={onReadAgain} />
            )}
          </>
        }
        isApproving={isAsking || approving.isPending}
        isReturning={returning.isPending}
        onApprove={approve}
        onReturn={(reason) => returning.mutate(reason)}
      />
    </>
  );
}

/** Says what was decided, and leads back to the list. */
function Done({
  title,
  children,
}: {
  readonly title: string;
  readonly children: string;
}): ReactNode {
  const say = useWords("approvals");
  return (
    <Notice tone="good" isUrgent title={title}>
      <p>{children}</p>
      <div className="row">
        <ButtonLink autoFocus weight="main" href="/approvals">
          {say("toList")}
        </ButtonLink>
      </div>
    </Notice>
  );
}

/** Why somebody's decision was not taken, with what has not happened. */
const problemOf = (error: Error | null, safe: string) =>
  error === null ? undefined : { error, safe };
