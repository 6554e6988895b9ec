import { answerOf } from "@safepassage/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import { MoreButton } from "../../app/more-button.tsx";
import { ButtonLink } from "../../design/button.tsx";
import { Problem } from "../../design/problem.tsx";
import { Countdown, endOfDay } from "../../design/time.tsx";
import { now } from "../../words/clock.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { lastDayShown } from "./last-day-shown.ts";

type Entry = Answer<"listReviews">["entries"][number];

/** What arrived and has to be reviewed within the next weeks, or should have been. Nothing where nothing is due. */
export function DueReviews(): ReactNode {
  const say = useWords("requests");
  const heading = useId();
  const by = lastDayShown(now());
  const {
    data,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    isFetchNextPageError,
  } = useInfiniteQuery({
    queryKey: ["reviews", by],
    queryFn: ({ pageParam }) =>
      answerOf(
        gateway.v1.reviews.$get({
          query: { limit: PAGE, by, ...(pageParam !== "" && { cursor: pageParam }) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  if (error === null && entries.length === 0) return null;
  return (
    <section className="stack" aria-labelledby={heading}>
      <h2 id={heading}>{say("reviews")}</h2>
      {error !== null && !isFetchNextPageError && (
        <Problem error={error} onAgain={() => void refetch()} />
      )}
      {entries.length > 0 && <p>{say("reviewsLead")}</p>}
      <ul className="requests" aria-labelledby={heading}>
        {entries.map((entry) => (
          <ReviewCard key={entry.digest} entry={entry} />
        ))}
      </ul>
      <MoreButton
        {...{ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error }}
      >
        {say("more")}
      </MoreButton>
    </section>
  );
}

function ReviewCard({ entry }: { readonly entry: Entry }): ReactNode {
  const say = useWords("requests");
  const { day } = useTimes();
  const heading = useId();
  const names = useNames();
  const { digest, sender, purpose, review } = entry;
  return (
    <li className="panel request">
      <div className="stack-tight">
        <h3 className="request-title" id={heading}>
          {say("title.review", { agency: hostOf(sender) })}
        </h3>
        <p>
          <strong>{names.message(entry)}</strong>
          {" · "}
          {names.purpose(purpose)}
        </p>
        <div className="row">
          <span>{say("reviewBy", { day: day(review.by) })}</span>
          <Countdown by={endOfDay(review.by)} />
        </div>
      </div>
      <div className="row">
        <ButtonLink href={`/messages/${digest}`} aria-describedby={heading}>
          {say("show")}
        </ButtonLink>
      </div>
    </li>
  );
}

const PAGE = 50;
