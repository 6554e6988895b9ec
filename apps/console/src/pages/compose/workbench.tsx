import { answerOf } from "@safepassage/client";
import type { Body } from "@safepassage/schema";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useReducer, useRef, useState } from "react";
import { type Answer, gateway, queries } from "../../app/gateway.ts";
import { useOneAtATime } from "../../app/use-one-at-a-time.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { Received } from "../case/received.tsx";
import { ChannelEntry } from "./head/channel-entry.tsx";
import { Grounds } from "./head/grounds.tsx";
import { HeadPanel } from "./head/head-panel.tsx";
import { Sources } from "./head/sources.tsx";
import { Leaving } from "./leaving.tsx";
import { OpenFile } from "./open-file.tsx";
import { readyTo } from "./send/may-send.ts";
import { SendBar } from "./send/send-bar.tsx";
import { KeptProblem, SendProblem } from "./send/send-problem.tsx";
import { Sent } from "./send/sent.tsx";
import { SentBack } from "./send/sent-back.tsx";
import { change } from "./state/change.ts";
import type { Finding } from "./state/outcomes.ts";
import { useAnswered } from "./state/use-answered.ts";
import { useKeptDraft } from "./state/use-kept-draft.ts";
import { usePreview } from "./state/use-preview.ts";
import { CHANNEL_GROUND, type Work } from "./state/work.ts";
import { CaseTable } from "./table/case-table.tsx";
import { useEntries } from "./table/use-persons.ts";
import "./compose.css";

/** The place where a message is written: the case, and with each of its values what will leave of it. */
export function Workbench({
  first,
  entry,
}: {
  readonly first: Work;
  readonly entry: Answer<"keepDraft"> | undefined;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const [work, onChange] = useReducer(change, first);
  const prepared = usePreview(work, work === first ? entry?.id : undefined);
  const entries = useEntries(work.groups);
  const draft = prepared.written?.draft;
  const kept = useKeptDraft(draft, entry);
  const [isAsked, setAsked] = useState(false);
  // The same key until it is sent: asking again after a lost answer sends nothing twice.
  const key = useRef(crypto.randomUUID());
  const sending = useMutation({
    mutationFn: (submit: () => Promise<Answer<"submitMessage">>) => submit(),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["outbox"] }),
    gcTime: 0,
  });
  /** Sends the draft as this drawing of the page shows it, whatever is typed meanwhile. */
  const submit = async (isAnother: boolean): Promise<Answer<"submitMessage">> => {
    if (draft === undefined) throw new TypeError("there is no draft to send");
    if (isAnother) key.current = crypto.randomUUID();
    const held = isAnother && kept.entry ? await kept.keepOwn() : await kept.keepIfKept();
    if (held !== undefined) {
      const { id, revision } = held;
      const query = { revision };
      return answerOf(gateway.v1.drafts[":id"].submission.$post({ param: { id }, query }));
    }
    const headers = { "idempotency-key": key.current };
    const json = { draft, mode: "minimise" as const };
    return answerOf(gateway.v1.messages.$post({ json }, { headers }));
  };
  const { inReplyTo, messageType } = work.head;
  const answered = useAnswered(inReplyTo);
  const [send, isAsking] = useOneAtATime(async () => {
    // Somebody else may have been faster. Whoever has seen that sends it all the same.
    if (await answered.isMore()) return;
    sending.mutate(() => submit(false));
  });
  // What is half filled in is not kept.
  const isWhole = kept.isKept && prepared.unfilled.length === 0;
  const isTouched = work !== first && !isWhole && !sending.isSuccess;
  if (sending.isSuccess) return <Sent digest={sending.data.digest} />;
  return (
    <Page
      title={
        inReplyTo === undefined || messageType === undefined
          ? say(inReplyTo === undefined ? "new" : "reply")
          : names.code("message_type", messageType)
      }
      lead={say("caseLead")}
      actions={
        <OpenFile isFilled={work !== first || kept.entry !== undefined} onChange={onChange} />
      }
    >
      <Leaving isTouched={isTouched} />
      <SentBack entry={kept.entry} />
      <HeadPanel head={work.head} answered={work.answered?.legalBases} onChange={onChange}>
        <Sources digests={work.rest.sources ?? NO_SOURCES} />
        <ChannelEntry
          bases={work.head.legalBases}
          ground={work.channelGround}
          findings={prepared.outcomes?.ofClaim[CHANNEL_GROUND] ?? NO_FINDINGS}
          onChange={onChange}
        />
      </HeadPanel>
      {prepared.error !== undefined && <Problem error={prepared.error} onAgain={prepared.again} />}
      {prepared.faults?.elsewhere.map(({ pointer, says }) => (
        <Notice key={pointer} tone="bad" title={says}>
          <p className="digest">{pointer}</p>
        </Notice>
      ))}
      <CaseTable work={work} entries={entries} prepared={prepared} onChange={onChange} />
      <Grounds
        head={work.head}
        entries={entries}
        consents={work.consents}
        urgency={work.urgency}
        conditions={work.conditions}
        faults={prepared.faults}
        sent={prepared.preview?.draft.clear["env.handling.conditions"] ?? NO_CONDITIONS}
        onChange={onChange}
      />
      {prepared.preview !== undefined && <Received body={prepared.preview.draft.body as Body} />}
      <SendBar
        prepared={prepared}
        kept={kept}
        news={
          <>
            <KeptProblem kept={kept} />
            {answered.isAnswered && (
              <Notice tone="warn" isUrgent title={say("answeredBefore")}>
                <p>{say("answeredBeforeFix")}</p>
              </Notice>
            )}
            {sending.error !== null && sending.error !== kept.error && (
              <SendProblem
                error={sending.error}
                maySend={readyTo(prepared, kept).maySend}
                onSend={({ isAnother }) => sending.mutate(() => submit(isAnother))}
                onKeepOwn={() => {
                  sending.reset();
                  void kept.keepOwn().catch(() => {});
                }}
              />
            )}
            {isAsked && kept.isKept && (
              <Notice tone="good" title={say("approvalAsked")}>
                <p>{say("approvalAskedLead")}</p>
              </Notice>
            )}
          </>
        }
        isSending={isAsking || sending.isPending}
        onSend={send}
        onKeep={() => void kept.keep().catch(() => {})}
        onAskApproval={() => {
          kept.keep().then(
            () => setAsked(true),
            () => {},
          );
        }}
      />
    </Page>
  );
}

const NO_FINDINGS: readonly Finding[] = [];
const NO_SOURCES: readonly string[] = [];
const NO_CONDITIONS: readonly string[] = [];
