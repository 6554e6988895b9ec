import { type ReactNode, useMemo, useState } from "react";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useWords } from "../../../words/words.tsx";
import { Leaving } from "../../compose/leaving.tsx";
import { faultDraft } from "../act/drafts.ts";
import { KeepForApproval, needsApproval } from "../act/keep-for-approval.tsx";
import { useSendDraft } from "../act/send-draft.ts";
import { isChangedSince } from "../read/content-panel.tsx";
import { ReadForm } from "../read/read-form.tsx";
import { type AskedPart, useAskedFocus } from "../read/use-asked-focus.ts";
import { type CorrectionWork, EMPTY_CORRECTION, placesOf } from "./correction.ts";
import { CorrectionPlaces } from "./correction-places.tsx";
import { CorrectionReason } from "./correction-reason.tsx";

/** Lets somebody tell the sender of a message what is wrong in it. Places are ticked, as nobody can type what names them. */
export function FaultPanel({ message, reading, asked }: AskedPart): ReactNode {
  const heading = useAskedFocus(asked);
  const say = useWords("message");
  const { digest } = message;
  const [work, setWork] = useState(EMPTY_FAULT);
  const read = reading.content?.message;
  const places = useMemo(() => (read === undefined ? [] : placesOf(read.body)), [read]);
  const sending = useSendDraft(digest, () => setWork(EMPTY_FAULT));
  const paths = places.map(({ path }) => path).filter((path) => work.changes.has(path));
  const { reason } = work;
  const draft =
    read === undefined || reason === undefined || paths.length === 0
      ? undefined
      : faultDraft(digest, read, { reason, paths });
  return (
    <section className="stack">
      <Leaving isTouched={work !== EMPTY_FAULT} />
      <h2 ref={heading} tabIndex={-1}>
        {say("tellTitle")}
      </h2>
      <p className="soft measure">{say("tellLead")}</p>
      {sending.isSuccess && (
        <Notice tone="good" title={say("tellSent")}>
          <p>{say("tellSentText")}</p>
          <div className="row">
            <ButtonLink href={`/messages/${sending.data.digest}`}>{say("tellShow")}</ButtonLink>
          </div>
        </Notice>
      )}
      {read === undefined ? (
        <>
          <Notice isStill title={say("tellRead")} />
          {reading.error !== null && <Problem error={reading.error} />}
          <ReadForm message={message} isReading={reading.isReading} onRead={reading.read} />
        </>
      ) : (
        <>
          {isChangedSince(message, reading) && (
            <Notice tone="warn" title={say("correctMeanwhile")}>
              <p>{say("tellMeanwhileText")}</p>
            </Notice>
          )}
          <div className="panel">
            <CorrectionReason
              reason={reason}
              onChange={(chosen) => setWork({ ...work, reason: chosen })}
            />
          </div>
          <CorrectionPlaces {...{ work, places }} body={read.body} onChange={setWork} />
          {sending.error !== null &&
            (needsApproval(sending.error) ? (
              <KeepForApproval draft={draft} onKept={() => setWork(EMPTY_FAULT)} />
            ) : (
              <Problem
                error={sending.error}
                safe={say("correctSafe")}
                isChange
                onAgain={() => {
                  if (draft !== undefined) sending.mutate(draft);
                }}
              />
            ))}
          <div className="row">
            <Button
              weight="main"
              isDisabled={draft === undefined}
              isPending={sending.isPending}
              onPress={() => {
                if (draft !== undefined) sending.mutate(draft);
              }}
            >
              {say("tellSend")}
            </Button>
            {draft === undefined && <span className="soft">{say("tellMissing")}</span>}
          </div>
        </>
      )}
    </section>
  );
}

/** Places are ticked as for a correction that carries no values. */
const EMPTY_FAULT: CorrectionWork = { ...EMPTY_CORRECTION, action: "restrict" };
