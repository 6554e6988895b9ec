import { answerOf } from "@safepassage/client";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import type { Column } from "../../design/long-list.tsx";
import { Tag } from "../../design/tag.tsx";
import { Countdown, Time } from "../../design/time.tsx";
import type { Tone } from "../../design/tone.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { type Say, useWords } from "../../words/words.tsx";
import { AnswerState, Held, MessageKind, WIDTHS } from "./cells.tsx";
import { ListPage } from "./list-page.tsx";

type Entry = Answer<"listInbox">["entries"][number];

/** What arrived, the newest first. */
export function Inbox(): ReactNode {
  const say = useWords("lists");
  const names = useNames();
  const sayShell = useWords("shell");
  const columns: readonly Column<Entry>[] = [
    {
      name: say("arrived"),
      width: WIDTHS.time,
      show: ({ receivedAt }) => <Time at={receivedAt} />,
    },
    {
      name: say("from"),
      width: WIDTHS.agency,
      show: ({ sender }) => <AgencyName entity={sender} />,
    },
    {
      name: say("kind"),
      width: WIDTHS.kind,
      show: (entry) => <MessageKind {...entry} names={names} say={say} />,
    },
    { name: say("state"), width: "9rem", show: (entry) => <State {...entry} say={say} /> },
    {
      name: say("answer"),
      width: WIDTHS.answer,
      show: (entry) => <AnswerState {...entry} say={say} />,
    },
    {
      name: say("erase"),
      width: WIDTHS.held,
      show: (entry) => (
        <span className="stack-tight">
          <Held {...entry} say={say} />
          {entry.review !== undefined && <Review {...entry.review} say={say} />}
        </span>
      ),
    },
  ];
  return (
    <ListPage
      title={sayShell("inbox")}
      lead={say("inboxLead")}
      name="inbox"
      states={STATES}
      columns={columns}
      fetchPage={(query) => answerOf(gateway.v1.inbox.$get({ query }))}
    />
  );
}

/** By which day this agency decides whether it still needs what the message says. */
function Review({
  by,
  state,
  say,
}: NonNullable<Entry["review"]> & { readonly say: Say<"lists"> }): ReactNode {
  const { day } = useTimes();
  const text = say("reviewBy", { day: day(by) });
  return state === "overdue" ? (
    <Tag tone="warn">{text}</Tag>
  ) : (
    <span className="small soft">{text}</span>
  );
}

function State({
  state,
  mendBy,
  mendedBy,
  say,
}: Entry & { readonly say: Say<"lists"> }): ReactNode {
  const isOpen = mendBy !== undefined && mendedBy === undefined;
  return (
    <span className="row">
      <Tag tone={TONES[state]}>{say(`state.${state}`)}</Tag>
      {isOpen && <Countdown by={mendBy} />}
    </span>
  );
}

const STATES = ["accepted", "quarantined"] as const;
const TONES = { accepted: "good", quarantined: "warn" } as const satisfies Record<string, Tone>;
