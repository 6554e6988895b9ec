import { answerOf, GatewayProblem } from "@safepassage/client";
import type { Correction } from "@safepassage/schema";
import { type ReactNode, useMemo, useState } from "react";
import { gateway, queries } from "../../../app/gateway.ts";
import { messageQuery } from "../../../app/shared-queries.ts";
import { useOnce } from "../../../app/use-once.ts";
import { useOneAtATime } from "../../../app/use-one-at-a-time.ts";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useIssueTexts } from "../../../words/problem-words.ts";
import { useWords } from "../../../words/words.tsx";
import { Leaving } from "../../compose/leaving.tsx";
import { correctionDraft } from "../act/drafts.ts";
import { KeepForApproval, needsApproval } from "../act/keep-for-approval.tsx";
import { isChangedSince } from "../read/content-panel.tsx";
import { ReadForm } from "../read/read-form.tsx";
import { type AskedPart, useAskedFocus } from "../read/use-asked-focus.ts";
import { type CorrectionWork, EMPTY_CORRECTION, placesOf, toCorrection } from "./correction.ts";
import { correctionFaultsOf } from "./correction-faults.ts";
import { CorrectionHead } from "./correction-head.tsx";
import { CorrectionPlaces } from "./correction-places.tsx";

/** Lets somebody tell the recipient what is wrong in a message. What was filled in outlasts the content on the screen. */
export function CorrectionPanel({ message, reading, asked }: AskedPart): ReactNode {
  const heading = useAskedFocus(asked);
  const say = useWords("message");
  const { digest } = message;
  const [work, setWork] = useState<CorrectionWork>(EMPTY_CORRECTION);
  const read = reading.content?.message;
  const body = read?.body;
  const places = useMemo(() => (body === undefined ? [] : placesOf(body)), [body]);
  const correction = toCorrection(work, places);
  const sending = useOnce(
    (json: Correction, headers) =>
      answerOf(
        gateway.v1.messages[":digest"].corrections.$post({ param: { digest }, json }, { headers }),
      ),
    {
      onDone() {
        setWork(EMPTY_CORRECTION);
        void queries.invalidateQueries({ queryKey: ["message", digest] });
        void queries.invalidateQueries({ queryKey: ["outbox"] });
      },
    },
  );
  const { error, variables: sent } = sending;
  const malformed =
    error instanceof GatewayProblem && error.code === "SCHEMA_INVALID" ? error : undefined;
  const textOf = useIssueTexts(malformed !== undefined);
  const faults =
    malformed !== undefined && sent !== undefined
      ? correctionFaultsOf(malformed.problem, sent, textOf)
      : undefined;
  const change = (next: CorrectionWork): void => {
    setWork(next);
    // What was wrong with it may be right now.
    if (malformed !== undefined) sending.reset();
  };
  const isChanged = isChangedSince(message, reading);
  const [send, isAsking] = useOneAtATime(async () => {
    if (correction === undefined) return;
    const now = await queries
      .fetchQuery({ ...messageQuery(digest), staleTime: 0 })
      .catch(() => message);
    // Another officer may have been faster. Whoever has seen that sends it all the same.
    if (isChangedSince(now, reading) && !isChanged) return;
    sending.mutate(correction);
  });
  return (
    <section className="stack">
      <Leaving isTouched={work !== EMPTY_CORRECTION} />
      <h2 ref={heading} tabIndex={-1}>
        {say("correctTitle")}
      </h2>
      <p className="soft measure">{say("correctLead")}</p>
      {sending.isSuccess && <Sent digest={sending.data.digest} />}
      {read === undefined || body === undefined ? (
        <>
          <Notice isStill title={say("correctRead")} />
          {reading.error !== null && <Problem error={reading.error} />}
          <ReadForm
            message={message}
            likely="CORRECTION"
            isReading={reading.isReading}
            onRead={reading.read}
          />
        </>
      ) : (
        <>
          {isChanged && (
            <Notice tone="warn" title={say("correctMeanwhile")}>
              <p>{say("correctMeanwhileText")}</p>
            </Notice>
          )}
          <CorrectionHead work={work} onChange={change} />
          <CorrectionPlaces
            {...{ work, body, places }}
            faults={faults?.ofValue}
            onChange={change}
          />
          {faults?.isMore === false && (
            <Notice
              tone="bad"
              isUrgent
              title={say("correctFaults", { count: faults.ofValue.size })}
            >
              <p>{say("correctSafe")}</p>
            </Notice>
          )}
          {sending.error !== null && faults?.isMore !== false && !needsApproval(sending.error) && (
            <Problem error={sending.error} safe={say("correctSafe")} isChange onAgain={send} />
          )}
          {sending.error !== null && needsApproval(sending.error) && (
            <KeepForApproval
              draft={correction && correctionDraft(digest, read, correction)}
              onKept={() => setWork(EMPTY_CORRECTION)}
            />
          )}
          <div className="row">
            <Button
              weight="main"
              isDisabled={correction === undefined}
              isPending={isAsking || sending.isPending}
              onPress={send}
            >
              {say("correctSend")}
            </Button>
            {correction === undefined && <span className="soft">{say("correctMissing")}</span>}
          </div>
        </>
      )}
    </section>
  );
}

function Sent({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  return (
    <Notice tone="good" title={say("correctSent")}>
      <p>{say("correctSentText")}</p>
      <div className="row">
        <ButtonLink href={`/messages/${digest}`}>{say("correctShow")}</ButtonLink>
      </div>
    </Notice>
  );
}
