import { GatewayProblem } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { useMay } from "../../app/session.tsx";
import { messageQuery } from "../../app/shared-queries.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { ActionBar } from "./act/action-bar.tsx";
import { type Action, actionsFor } from "./act/actions.ts";
import { WithdrawalOutcome } from "./act/withdrawal-outcome.tsx";
import { ExchangeNotices } from "./exchange-notices.tsx";
import { envelopeOf } from "./facts/envelope.ts";
import { ErasureNotice } from "./facts/erasure-notice.tsx";
import { evidenceQuery, type Message } from "./facts/queries.ts";
import { StolenKeyNotice } from "./facts/stolen-key-notice.tsx";
import type { Withdrawn } from "./facts/withdrawal.ts";
import { KeyFacts } from "./key-facts.tsx";
import { MessageDetails } from "./message-details.tsx";
import { MessageTabs, type TabName } from "./message-tabs.tsx";
import { useContent } from "./read/use-content.ts";
import { RelatedMessages } from "./related-messages.tsx";
import "./message.css";

/** One message, sent or received: first what became of it, and what it says for whoever states why. */
export function MessagePage(): ReactNode {
  const { digest = "" } = useParams({ strict: false });
  // Nothing of one message stays on the page of another.
  return <MessageOf key={digest} digest={digest} />;
}

function MessageOf({ digest }: { readonly digest: string }): ReactNode {
  const { data, error, refetch } = useQuery({
    ...messageQuery(digest),
    // The gateway tells of an answer, a correction or a certificate under its own digest, not under that of this message.
    refetchInterval: LOOK_MS,
  });
  if (data !== undefined) {
    const again = (): void => void refetch();
    return <Opened message={data} error={error} onAgain={again} />;
  }
  if (error === null) return <Loading />;
  return <NotOpened error={error} onAgain={() => void refetch()} />;
}

function NotOpened({
  error,
  onAgain,
}: {
  readonly error: Error;
  readonly onAgain: () => void;
}): ReactNode {
  const say = useWords("message");
  const shell = useWords("shell");
  const isUnknown = error instanceof GatewayProblem && error.status < 500 && error.status !== 401;
  if (!isUnknown) {
    return (
      <Page title={say("facts")}>
        <Problem error={error} onAgain={onAgain} />
      </Page>
    );
  }
  return (
    <Page title={say("unknown")} lead={say("unknownFix")}>
      <div className="row">
        <ButtonLink weight="main" href="/inbox">
          {say("toInbox")}
        </ButtonLink>
        <ButtonLink href="/search">{shell("find")}</ButtonLink>
      </div>
    </Page>
  );
}

function Opened({
  message,
  error,
  onAgain,
}: {
  readonly message: Message;
  /** Of looking again, while what was seen before is still shown. */
  readonly error: Error | null;
  readonly onAgain: () => void;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const may = useMay();
  const { digest } = message;
  const [tab, setTab] = useState<TabName>("content");
  const [asked, setAsked] = useState(0);
  const [withdrawn, setWithdrawn] = useState<Withdrawn>();
  const reading = useContent(digest);
  const evidence = useQuery(evidenceQuery(digest));
  const envelope = evidence.data === undefined ? undefined : envelopeOf(evidence.data.jwt);
  const agency = hostOf(message.box === "inbox" ? message.sender : message.recipient);
  const { content } = reading;
  const kind = names.message(message);
  const actions = actionsFor(message, envelope, may);
  const first = actions.filter((action) => FIRST.has(action));
  const others = actions.filter((action) => !FIRST.has(action));
  const open = (part: TabName): void => {
    setTab(part);
    setAsked((times) => times + 1);
  };
  const bar = {
    message,
    consents: content?.message.private["private.consentRefs"],
    envelope,
    onCorrect: () => open("correct"),
    onTellFault: () => open("fault"),
    onWithdrawn: setWithdrawn,
  };
  return (
    <Page
      title={say(`title.${message.box}`, { kind, agency })}
      lead={names.purpose(message.purpose)}
      actions={first.length > 0 && <ActionBar {...bar} actions={first} />}
    >
      {error !== null && (
        <Notice tone="warn" title={say("stale")}>
          <Problem error={error} onAgain={onAgain} />
        </Notice>
      )}
      <StolenKeyNotice message={message} />
      {withdrawn === undefined ? (
        <ErasureNotice message={message} />
      ) : (
        <WithdrawalOutcome message={message} {...withdrawn} />
      )}
      <ExchangeNotices message={message} />
      <KeyFacts message={message} />
      <MessageTabs
        {...{ message, evidence, reading, tab, asked }}
        mayCorrect={actions.includes("correct")}
        mayTellFault={actions.includes("tellError")}
        onTab={setTab}
      />
      {others.length > 0 && (
        <div className="row actions">
          <ActionBar {...bar} actions={others} />
        </div>
      )}
      <RelatedMessages message={message} />
      <MessageDetails message={message} envelope={envelope} />
    </Page>
  );
}

/**
 * What stands beside the title. All else comes after the content: the form for reading it is in sight on a phone too, and what destroys is not
 * where the page before has its button.
 */
const FIRST: ReadonlySet<Action> = new Set([
  ...(["answer", "correct", "reviewWarning", "showTold", "writeAgain"] as const),
]);
const LOOK_MS = 15_000;
