import { answerOf } from "@safepassage/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Answer, gateway } from "../../../app/gateway.ts";
import { MoreButton } from "../../../app/more-button.tsx";
import { useMay } from "../../../app/session.tsx";
import { Loading } from "../../../design/loading.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { Time } from "../../../design/time.tsx";
import { useList } from "../../../words/lists.ts";
import { useNames } from "../../../words/names.ts";
import { useTimes } from "../../../words/times.ts";
import { type Say, useWords } from "../../../words/words.tsx";
import { ACTS, codeName, reviewOf, roleNames } from "../../oversight/act-words.ts";
import { DraftLink } from "../../oversight/acts-filter.tsx";

type Done = Answer<"getCustody">["events"][number];

/** What was done with a message, by whom and when. */
export function CustodyPanel({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const may = useMay();
  if (!may("getCustody")) return <Notice isStill title={say("custodyFor")} />;
  return <CustodyList digest={digest} />;
}

function CustodyList({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const {
    data,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    isFetchNextPageError,
  } = useInfiniteQuery({
    queryKey: ["message", digest, "custody"],
    queryFn: ({ pageParam }) =>
      answerOf(
        gateway.v1.messages[":digest"].custody.$get({
          param: { digest },
          query: { limit: PAGE, ...(pageParam !== "" && { cursor: pageParam }) },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <section className="stack">
      <h2>{say("custody")}</h2>
      <p className="soft">{say("custodyLead")}</p>
      {error !== null && !isFetchNextPageError && (
        <Problem error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && events.length === 0 && <p>{say("custodyNone")}</p>}
      {events.length > 0 && <CustodyTable events={events} say={say} />}
      <MoreButton
        {...{ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error }}
      >
        {say("more")}
      </MoreButton>
    </section>
  );
}

function CustodyTable({
  events,
  say,
}: {
  readonly events: readonly Done[];
  readonly say: Say<"message">;
}): ReactNode {
  const oversight = useWords("oversight");
  const list = useList();
  return (
    <div className="panel table-scroll">
      <table className="table table-stack custody">
        <thead>
          <tr>
            <th scope="col">{say("when")}</th>
            <th scope="col">{say("what")}</th>
            <th scope="col">{say("who")}</th>
            <th scope="col">{say("asRole")}</th>
            <th scope="col">{say("details")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((done, index) => {
            const { event, at, officer, role } = done;
            return (
              // Two things of one kind may happen in one second, and nothing else tells them apart.
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are added at either end, and hold no state
              <tr key={`${at} ${event} ${index}`}>
                <td data-label={say("when")}>
                  <Time at={at} />
                </td>
                <td data-label={say("what")}>{sayEvent(event, say)}</td>
                <td data-label={say("who")}>
                  {officer === undefined ? (
                    <span className="soft">{say("nobodyNamed")}</span>
                  ) : (
                    <bdi>{officer}</bdi>
                  )}
                </td>
                <td data-label={say("asRole")}>
                  {role !== undefined && list(roleNames(role).map((name) => oversight(name)))}
                </td>
                <td data-label={say("details")}>
                  <Details done={done} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What an event says beside its name: why it was read, what was decided, or which digest it is about. */
function Details({ done: { event, code } }: { readonly done: Done }): ReactNode {
  const say = useWords("message");
  const oversight = useWords("oversight");
  const names = useNames();
  const { day } = useTimes();
  const may = useMay();
  if (code === undefined) return null;
  const act = ACTS.find((one) => one === event);
  if (act === "reviewed") {
    const { outcome, until, ground = "" } = reviewOf(code);
    if (outcome === "erase") return say("review.erase");
    if (until === undefined) return say("review.keep");
    const values = { day: day(until), ground: names.code("review_ground", ground) };
    return say("review.keepUntil", values);
  }
  if (act === "vitalReviewed") return names.code("review_outcome", code);
  const name = act && codeName(act, code);
  if (name !== undefined) return oversight(name);
  if (act === "messageSubmitted" && may("listActs")) return <DraftLink id={code} />;
  const mark = act === "messageSubmitted" ? "draftMark" : "approved";
  return (
    <>
      {act !== undefined && MARKED.has(act) && `${oversight(mark)} `}
      <bdi dir="ltr" className="digest">
        {code}
      </bdi>
    </>
  );
}

function sayEvent(event: string, say: Say<"message">): string {
  const known = EVENTS.find((one) => one === event);
  return known === undefined ? say("event.other", { event }) : say(`event.${known}`);
}

const PAGE = 50;
/** Acts with a digest or an id. A word before it says what it names. */
const MARKED: ReadonlySet<string> = new Set(["messageSubmitted", "messageApproved"]);
/** What is recorded about a message. Another version of the gateway may record more. */
const EVENTS = [
  "alertStands",
  "answerClock",
  "answerOverdue",
  "attemptRefused",
  "breachReported",
  "certificateOverdue",
  "certifiedAgain",
  "consentEnded",
  "consentWithdrawn",
  "contentRead",
  "copiesUnlisted",
  "copyErased",
  "copyKept",
  "decisionKeyStolen",
  "draftSubmitted",
  "emergencyArrived",
  "emergencyRefused",
  "emergencyUndelivered",
  "eraseOnArrival",
  "erased",
  "erasedBefore",
  "erasureRequested",
  "erasureUntold",
  "errorFound",
  "evidenceErased",
  "exchangeClosed",
  "extended",
  "glassBroken",
  "handoverUnanswered",
  "intakeFull",
  "locatedTakenBack",
  "mendOverdue",
  "mended",
  "messageApproved",
  "messageComposed",
  "messageLabelled",
  "messageResent",
  "messageSubmitted",
  "messageUndelivered",
  "messageWithdrawn",
  "partnerKeyStolen",
  "personLocated",
  "profileRefused",
  "quarantineAlarm",
  "quarantineRead",
  "receiptsContradict",
  "replacedBy",
  "replaces",
  "restricted",
  "retentionReviewOverdue",
  "retentionShortened",
  "reviewOverdue",
  "reviewed",
  "reviewedAgain",
  "sentLess",
  "sourceChanged",
  "unrestricted",
  "vitalReviewed",
  "warningCorrected",
  "warningUnanswered",
  "wentFirst",
] as const;
