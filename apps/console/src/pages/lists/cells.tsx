import type { ReactNode } from "react";
import type { Answer } from "../../app/gateway.ts";
import { Tag } from "../../design/tag.tsx";
import { Countdown } from "../../design/time.tsx";
import type { Names } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import type { Say } from "../../words/words.tsx";

/** What inbox and outbox say alike of a message. */
type Entry = Pick<
  Answer<"listInbox">["entries"][number],
  "messageType" | "withdrawsConsent" | "purpose" | "eraseBy" | "erasedAt" | "answerClock"
>;

/** What kind of message it is, and for what. */
export function MessageKind({
  purpose,
  names,
  say,
  ...entry
}: Entry & { readonly names: Names; readonly say: Say<"lists"> }): ReactNode {
  return (
    <span className="stack-tight">
      <strong>{names.message(entry)}</strong>
      <span className="small soft">
        <span className="unseen">{say("purpose")} </span>
        {names.purpose(purpose)}
      </span>
    </span>
  );
}

/** How it stands with the answer that the law gives a time for. */
export function AnswerState({
  answerClock,
  say,
}: Entry & { readonly say: Say<"lists"> }): ReactNode {
  if (answerClock === undefined) return <span className="soft">{say("noAnswer")}</span>;
  const { state, by } = answerClock;
  if (state === "answered") return <Tag tone="good">{say("answered")}</Tag>;
  if (state === "answeredLate") return <Tag tone="warn">{say("answeredLate")}</Tag>;
  return <Countdown by={by} />;
}

/** How long the content is held, or when it was erased. */
export function Held({
  eraseBy,
  erasedAt,
  say,
}: Entry & { readonly say: Say<"lists"> }): ReactNode {
  const { day } = useTimes();
  return (
    <span className="small">
      {erasedAt === undefined
        ? say("heldUntil", { day: day(eraseBy) })
        : say("erased", { day: day(erasedAt.slice(0, 10)) })}
    </span>
  );
}

/**
 * Widths of columns. Together with that of the state they fit the narrowest page on which rows stand as a table, and the
 * longest word of a kind of message in any language, such as "consentement", is not broken.
 */
export const WIDTHS = {
  time: "7rem",
  agency: "minmax(7rem, 1fr)",
  kind: "minmax(8rem, 1.4fr)",
  answer: "9rem",
  held: "7.5rem",
} as const;
