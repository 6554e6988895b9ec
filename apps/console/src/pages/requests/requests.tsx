import { answerOf } from "@safepassage/client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import { MoreButton } from "../../app/more-button.tsx";
import { useMay } from "../../app/session.tsx";
import { draftsQuery } from "../../app/shared-queries.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Choice } from "../../design/choice.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { Countdown } from "../../design/time.tsx";
import { useNow } from "../../words/clock.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { type Answerable, keptAnswersTo } from "../message/act/kept-answers.ts";
import { answerTo } from "../message/act/reply-address.ts";
import { DueReviews } from "./due-reviews.tsx";
import { isOverdue, overdueFirst } from "./overdue.ts";
import "./requests.css";

type Entry = Answer<"listRequests">["entries"][number];

/** Requests and handovers without an answer: those that this agency owes, and those that it waits for. */
export function Requests(): ReactNode {
  const say = useWords("requests");
  const shell = useWords("shell");
  const [side, setSide] = useState<(typeof SIDES)[number]>("all");
  const {
    data,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    isFetchNextPageError,
  } = useInfiniteQuery({
    queryKey: ["requests", side],
    queryFn: ({ pageParam }) =>
      answerOf(
        gateway.v1.requests.$get({
          query: {
            limit: PAGE,
            ...(side !== "all" && { side }),
            ...(pageParam !== "" && { cursor: pageParam }),
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const now = useNow();
  const entries = overdueFirst(data?.pages.flatMap((page) => page.entries) ?? [], now);
  const overdue = entries.filter((entry) => isOverdue(entry, now)).length;
  return (
    <Page title={shell("requests")} lead={say("lead")}>
      <div className="row actions">
        <Choice
          label={say("side")}
          options={SIDES.map((one) => ({ value: one, name: say(`side.${one}`) }))}
          value={side}
          onChange={setSide}
        />
      </div>
      {error !== null && !isFetchNextPageError && (
        <Problem error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && entries.length === 0 && !hasNextPage && (
        <Notice tone="good" title={say(side === "all" ? "none" : "noneOf")} />
      )}
      {overdue > 0 && (
        <Notice isStill tone="bad" title={say("overdueCount", { count: overdue })}>
          <p>{say("overdueFix")}</p>
        </Notice>
      )}
      <ul className="requests" aria-label={shell("requests")}>
        {entries.map((entry) => (
          <RequestCard key={`${entry.side} ${entry.digest}`} entry={entry} />
        ))}
      </ul>
      <MoreButton
        {...{ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error }}
      >
        {say("more")}
      </MoreButton>
      <DueReviews />
    </Page>
  );
}

function RequestCard({ entry }: { readonly entry: Entry }): ReactNode {
  const say = useWords("requests");
  const may = useMay();
  const { instant } = useTimes();
  const heading = useId();
  const names = useNames();
  const { digest, side, other, answerClock } = entry;
  return (
    <li className="panel request" data-side={side}>
      <div className="stack-tight">
        <h2 className="request-title" id={heading}>
          {say(`title.${side}`, { agency: hostOf(other) })}
        </h2>
        <p>
          <strong>{names.message(entry)}</strong>
          {" · "}
          {names.purpose(entry.purpose)}
        </p>
        <div className="row">
          <span>{say(side)}</span>
          <Countdown by={answerClock.by} />
        </div>
        <p className="small soft">
          {say("by", { time: instant(answerClock.by) })}
          {" · "}
          {say("asked", { time: instant(answerClock.from) })}
        </p>
      </div>
      <div className="row">
        {side === "owed" && may("submitMessage") && (
          <ButtonLink
            weight="main"
            href={answerTo(digest, entry.messageType)}
            aria-describedby={heading}
          >
            {say("answer")}
          </ButtonLink>
        )}
        <ButtonLink href={`/messages/${digest}`} aria-describedby={heading}>
          {say("show")}
        </ButtonLink>
        {side === "owed" && (
          <KeptLink about={heading} asked={{ sender: other, receivedAt: answerClock.from }} />
        )}
      </div>
    </li>
  );
}

/** Leads to the drafts where answers to an agency are kept, so that nobody writes one twice. */
function KeptLink({
  about,
  asked,
}: {
  /** Id of the heading of the request. */
  readonly about: string;
  readonly asked: Answerable;
}): ReactNode {
  const say = useWords("requests");
  const may = useMay();
  const { data } = useQuery({ ...draftsQuery, enabled: may("changeDraft") });
  const count = keptAnswersTo(asked, data?.entries ?? []).length;
  if (count === 0) return null;
  return (
    <ButtonLink href="/drafts" aria-describedby={about}>
      {say("kept", { count })}
    </ButtonLink>
  );
}

const SIDES = ["all", "owed", "awaited"] as const;
const PAGE = 50;
