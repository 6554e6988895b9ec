import { answerOf } from "@safepassage/client";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { type Answer, gateway } from "../../app/gateway.ts";
import { VERDICT_TONES } from "../../app/verdict-tones.ts";
import type { Column } from "../../design/long-list.tsx";
import { Tag } from "../../design/tag.tsx";
import { Countdown, Time } from "../../design/time.tsx";
import type { Tone } from "../../design/tone.ts";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { type Say, useWords } from "../../words/words.tsx";
import { AnswerState, Held, MessageKind, WIDTHS } from "./cells.tsx";
import { ListPage } from "./list-page.tsx";

type Entry = Answer<"listOutbox">["entries"][number];

/** What was sent or is on its way, the newest first. */
export function Outbox(): ReactNode {
  const say = useWords("lists");
  const names = useNames();
  const sayShell = useWords("shell");
  const columns: readonly Column<Entry>[] = [
    { name: say("sent"), width: WIDTHS.time, show: ({ createdAt }) => <Time at={createdAt} /> },
    {
      name: say("to"),
      width: WIDTHS.agency,
      show: ({ recipient }) => <AgencyName entity={recipient} />,
    },
    {
      name: say("kind"),
      width: WIDTHS.kind,
      show: (entry) => <MessageKind {...entry} names={names} say={say} />,
    },
    { name: say("state"), width: "10.25rem", show: (entry) => <State {...entry} say={say} /> },
    {
      name: say("answer"),
      width: WIDTHS.answer,
      show: (entry) => <AnswerState {...entry} say={say} />,
    },
    { name: say("erase"), width: WIDTHS.held, show: (entry) => <Held {...entry} say={say} /> },
  ];
  return (
    <ListPage
      title={sayShell("outbox")}
      lead={say("outboxLead")}
      name="outbox"
      states={STATES}
      columns={columns}
      fetchPage={(query) => answerOf(gateway.v1.outbox.$get({ query }))}
    />
  );
}

/** Where a message is. Of one that waits, until when it may go, and when it is tried next. */
function State({
  state,
  verdict,
  deliverBy,
  nextAttempt,
  say,
}: Entry & { readonly say: Say<"lists"> }): ReactNode {
  const { instant } = useTimes();
  const isDecided = state === "decided" && verdict !== undefined;
  return (
    <span className="stack-tight">
      <span className="row">
        <Tag tone={isDecided ? VERDICT_TONES[verdict] : TONES[state]}>
          {isDecided ? say(`verdict.${verdict}`) : say(`state.${state}`)}
        </Tag>
        {WAITING.has(state) && <Countdown by={deliverBy} />}
      </span>
      {WAITING.has(state) && nextAttempt !== undefined && (
        <span className="small soft">{say("nextAttempt", { time: instant(nextAttempt) })}</span>
      )}
    </span>
  );
}

const STATES = [
  "queued",
  "sending",
  "delivered",
  "decided",
  "refused",
  "expired",
  "unsent",
  "replaced",
] as const;
const WAITING: ReadonlySet<string> = new Set(["queued", "sending"]);
const TONES = {
  queued: "plain",
  sending: "plain",
  delivered: "accent",
  decided: "good",
  refused: "bad",
  expired: "bad",
  unsent: "plain",
  replaced: "plain",
} as const satisfies Record<string, Tone>;
