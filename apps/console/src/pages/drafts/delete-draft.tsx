import { answerOf, GatewayProblem } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { gateway, queries } from "../../app/gateway.ts";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { Question } from "../../design/question.tsx";
import { useWords } from "../../words/words.tsx";
import { DraftKind } from "./draft-kind.tsx";

/** Asks before a draft is deleted: what it says is destroyed. @param onEnd - Called once it is deleted, or is not to be. */
export function DeleteDraft({
  draft,
  onEnd,
}: {
  readonly draft: DraftEntry;
  readonly onEnd: () => void;
}): ReactNode {
  const say = useWords("approvals");
  const sayCommon = useWords("common");
  const deleting = useMutation({
    mutationFn: () => answerOf(gateway.v1.drafts[":id"].$delete({ param: { id: draft.id } })),
    onSuccess: onEnd,
    onSettled: () => void queries.invalidateQueries({ queryKey: ["drafts"] }),
  });
  // What is under way may fail, and somebody has to learn of it.
  const end = (): void => {
    if (!deleting.isPending) onEnd();
  };
  const isClosed =
    deleting.error instanceof GatewayProblem && deleting.error.code === "API_DRAFT_CLOSED";
  return (
    <Question
      title={say(isClosed ? "deleteClosed" : "deleteTitle")}
      text={
        <>
          <div className="row">
            <AgencyName entity={draft.recipient} />
            <DraftKind {...draft} />
          </div>
          {!isClosed && <p>{say("deleteLead", { composer: draft.composer })}</p>}
        </>
      }
      onDismiss={end}
    >
      {isClosed ? (
        <Notice tone="warn" isUrgent>
          <p>{say("deleteClosedFix")}</p>
        </Notice>
      ) : (
        deleting.error !== null && (
          <Problem error={deleting.error} safe={say("notDeleted")} isChange />
        )
      )}
      <div className="row">
        <Button autoFocus onPress={end}>
          {isClosed ? sayCommon("close") : say("keep")}
        </Button>
        {!isClosed && (
          <Button weight="bad" isPending={deleting.isPending} onPress={() => deleting.mutate()}>
            {say("deleteNow")}
          </Button>
        )}
      </div>
    </Question>
  );
}
