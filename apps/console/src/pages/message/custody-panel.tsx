import { answerOf } from "@safepassage/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Answer, gateway } from "../../app/gateway.ts";
import { useMay } from "../../app/session.tsx";
import { Button } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { Time } from "../../design/time.tsx";
import { type Say, useWords } from "../../words/words.tsx";

type Done = Answer<"getCustody">["events"][number];

/** What was done with a message, by whom and when. */
export function CustodyPanel({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const may = useMay();
  if (!may("getCustody")) return <Notice title={say("custodyFor")} />;
  return <CustodyList digest={digest} />;
}

function CustodyList({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
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
    },
  );
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <section className="stack">
      <h2>{say("custody")}</h2>
      <p className="soft">{say("custodyLead")}</p>
      {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && events.length === 0 && <p>{say("custodyNone")}</p>}
      {events.length > 0 && <CustodyTable events={events} say={say} />}
      {hasNextPage && (
        <div className="row">
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {say("more")}
          </Button>
        </div>
      )}
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
  const shell = useWords("shell");
  return (
    <div className="panel table-scroll">
      <table className="table custody">
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
            const { event, at, code, officer, role } = done;
            return (
              // Two things of one kind may happen in one second, and nothing else tells them apart.
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are added at either end, and hold no state
              <tr key={`${at} ${event} ${index}`}>
                <td>
                  <Time at={at} />
                </td>
                <td>{sayEvent(event, say)}</td>
                <td>
                  {officer === undefined ? (
                    <span className="soft">{say("nobodyNamed")}</span>
                  ) : (
                    <bdi>{officer}</bdi>
                  )}
                </td>
                <td>
                  {role
                    ?.split(" ")
                    .map((one) => sayRole(one, shell))
                    .join(", ")}
                </td>
                <td>
                  <Details code={code} say={say} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Details({
  code,
  say,
}: {
  readonly code: string | undefined;
  readonly say: Say<"message">;
}): ReactNode {
  if (code === undefined) return null;
  const reason = REASONS.find((one) => one === code);
  if (reason !== undefined) return say(`reason.${reason}`);
  return (
    <bdi dir="ltr" className="digest">
      {code}
    </bdi>
  );
}

function sayEvent(event: string, say: Say<"message">): string {
  const known = EVENTS.find((one) => one === event);
  return known === undefined ? say("event.other", { event }) : say(`event.${known}`);
}

function sayRole(role: string, shell: Say<"shell">): string {
  const known = ROLES.find((one) => one === role);
  return known === undefined ? role : shell(`roles.${known}`);
}

const PAGE = 50;
const REASONS = [
  "CASE_WORK",
  "ANSWER",
  "APPROVAL",
  "CORRECTION",
  "PERSON_REQUEST",
  "SUPERVISION",
  "BREAK_GLASS",
] as const;
const ROLES = [
  "approver",
  "auditor",
  "caseworker",
  "dutyOfficer",
  "operator",
  "protectionOfficer",
] as const;
/** What is recorded about a message. Another version of the gateway may record more. */
const EVENTS = [
  "answerClock",
  "answerOverdue",
  "consentWithdrawn",
  "contentRead",
  "copiesUnlisted",
  "copyErased",
  "copyKept",
  "draftSubmitted",
  "emergencyRefused",
  "emergencyUndelivered",
  "eraseOnArrival",
  "erased",
  "erasureRequested",
  "errorFound",
  "exchangeClosed",
  "extended",
  "glassBroken",
  "mendOverdue",
  "mended",
  "messageApproved",
  "messageLabelled",
  "messageSubmitted",
  "profileRefused",
  "quarantineAlarm",
  "quarantineRead",
  "receiptsContradict",
  "replacedBy",
  "replaces",
  "retentionShortened",
  "reviewOverdue",
  "reviewed",
  "reviewedAgain",
  "sentLess",
  "vitalReviewed",
  "warningUnanswered",
] as const;
