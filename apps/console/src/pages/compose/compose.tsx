import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Answer, gateway, ONCE } from "../../app/gateway.ts";
import { sendableQuery } from "../../app/shared-queries.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { againWork } from "./state/again-work.ts";
import { passOnWork } from "./state/pass-on.ts";
import { firstBases } from "./state/reply-bases.ts";
import { replyWork } from "./state/reply-work.ts";
import { takenBy } from "./state/use-kept-draft.ts";
import { EMPTY_WORK, toWork, type Work } from "./state/work.ts";
import { Workbench } from "./workbench.tsx";

/**
 * A new message, one that goes on with another, `?reply=DIGEST&type=response`, one that passes its data on, `?source=DIGEST`, or one in
 * the place of another that did not arrive, `?again=DIGEST`.
 */
export function Compose(): ReactNode {
  const { reply, source, again, type } = useSearch({ strict: false });
  if (source !== undefined) return <From digest={source} begin={passOnWork} />;
  if (again !== undefined) return <From digest={again} begin={againWork} />;
  if (reply === undefined) return <Workbench first={EMPTY_WORK} entry={undefined} />;
  return <Reply digest={reply} messageType={type ?? "response"} />;
}

/** To answer a message somebody reads it, and that is the reason of the reading. */
function Reply({
  digest,
  messageType,
}: {
  readonly digest: string;
  readonly messageType: string;
}): ReactNode {
  const say = useWords("compose");
  const { data, error, refetch } = useContentFor(digest, "ANSWER");
  // Before anything is shown: what this agency may cite is not what the other one has cited.
  const sendable = useQuery({ ...sendableQuery(otherOf(data)), enabled: data !== undefined });
  if (data === undefined && error !== null) {
    return (
      <Page title={say("reply")}>
        <Problem error={error} onAgain={() => void refetch()} />
      </Page>
    );
  }
  if (data === undefined || sendable.isPending) return <Loading />;
  return <ReplyBench key={digest} {...{ content: data, sendable: sendable.data, messageType }} />;
}

/** The reason for reading a message in order to write another with what it says: work on the case. */
function From({
  digest,
  begin,
}: {
  readonly digest: string;
  readonly begin: (content: Answer<"readContent">) => Work;
}): ReactNode {
  const say = useWords("compose");
  const { data, error, refetch } = useContentFor(digest, "CASE_WORK");
  if (data === undefined && error !== null) {
    return (
      <Page title={say("new")}>
        <Problem error={error} onAgain={() => void refetch()} />
      </Page>
    );
  }
  return data === undefined ? <Loading /> : <FromBench key={digest} begin={() => begin(data)} />;
}

function FromBench({ begin }: { readonly begin: () => Work }): ReactNode {
  const [first] = useState(begin);
  return <Workbench first={first} entry={undefined} />;
}

/** Reads a message once, for a reason that is recorded. */
const useContentFor = (digest: string, reason: "ANSWER" | "CASE_WORK") =>
  useQuery({
    queryKey: ["content", digest, reason],
    queryFn: () =>
      answerOf(
        gateway.v1.messages[":digest"].content.$get(
          { param: { digest } },
          { headers: { "safepassage-reason": reason } },
        ),
      ),
    ...ONCE,
  });

function ReplyBench({
  content,
  sendable,
  messageType,
}: {
  readonly content: Answer<"readContent">;
  /** `undefined` where the gateway did not tell. */
  readonly sendable: Answer<"whatMayBeSent"> | undefined;
  readonly messageType: string;
}): ReactNode {
  const [first] = useState(() =>
    replyWork(content, messageType, (head) => firstBases(sendable, head, head.legalBases)),
  );
  return <Workbench first={first} entry={undefined} />;
}

const otherOf = (content: Answer<"readContent"> | undefined): string =>
  content?.message.clear[
    content.box === "inbox" ? "env.sender.agencyId" : "env.recipient.agencyId"
  ] ?? "";

/** A draft that was kept. Whoever opens it goes on with it, and that is the reason of the reading. */
export function ComposeDraft(): ReactNode {
  const { id } = useParams({ strict: false });
  const { data, error, refetch } = useQuery({
    queryKey: ["draft", id],
    queryFn: () =>
      answerOf(
        gateway.v1.drafts[":id"].$get(
          { param: { id: id ?? "" } },
          { headers: { "safepassage-reason": "CASE_WORK" } },
        ),
      ),
    // As it was when it was opened: what is typed here is newer than what is kept.
    ...ONCE,
  });
  const say = useWords("compose");
  // Once it is open, what is typed stays, whatever becomes of the draft meanwhile.
  if (data !== undefined) return <DraftBench key={data.id} kept={data} />;
  if (takenBy(error) === "closed") return <Closed />;
  if (error === null) return <Loading />;
  return (
    <Page title={say("new")}>
      <Problem error={error} onAgain={() => void refetch()} />
    </Page>
  );
}

function DraftBench({ kept }: { readonly kept: Answer<"readDraft"> }): ReactNode {
  const [{ first, entry }] = useState(() => {
    const { draft, inReplyTo, ...rest } = kept;
    return {
      first: toWork(inReplyTo === undefined ? draft : { ...draft, inReplyTo }),
      entry: rest,
    };
  });
  return <Workbench first={first} entry={entry} />;
}

/** Says that a draft is there no more, and where to look for what became of it. */
function Closed(): ReactNode {
  const say = useWords("compose");
  const shell = useWords("shell");
  return (
    <Page title={say("closedElsewhere")} lead={say("closedBefore")}>
      <div className="row">
        <ButtonLink weight="main" href="/outbox">
          {shell("outbox")}
        </ButtonLink>
        <ButtonLink href="/drafts">{shell("drafts")}</ButtonLink>
      </div>
    </Page>
  );
}
