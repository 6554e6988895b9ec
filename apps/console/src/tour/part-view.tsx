import type { ReactNode } from "react";
import { AccountView } from "./parts/account.tsx";
import { AnsweredText, RunningText } from "./parts/clocks.tsx";
import { ClosedList } from "./parts/closed-list.tsx";
import { Mended } from "./parts/held.tsx";
import { ActsView, ActView } from "./parts/officers.tsx";
import { EndOfOrder, Validated } from "./parts/order.tsx";
import { Differences } from "./parts/receipts.tsx";
import { NotRefusedAtHome } from "./parts/refusal.tsx";
import type { DeedId, Part } from "./tour-api.ts";

/** What a step tells, one part of it: as much as somebody has to know. `DetailView` has the rest. */
export function PartView({
  part,
  shows,
}: {
  readonly part: Part;
  /** The deed for which the step is shown alone. */
  readonly shows: DeedId | undefined;
}): ReactNode {
  switch (part.kind) {
    case "account":
      return <AccountView part={part} isAboutSent={shows === "send"} />;
    case "closedList":
      return <ClosedList part={part} />;
    case "running":
      return <RunningText part={part} />;
    case "answered":
      return <AnsweredText part={part} />;
    case "receipts":
      return <Differences part={part} />;
    case "refusedAtHome":
      return <NotRefusedAtHome part={part} />;
    case "mended":
      return <Mended part={part} />;
    case "validated":
      return <Validated part={part} />;
    case "endOfOrder":
      return <EndOfOrder part={part} />;
    case "act":
      return <ActView part={part} />;
    case "acts":
      return <ActsView part={part} />;
    // The outcome tells of them, or the details.
    case "heading":
    case "message":
    case "leftBehind":
    case "draftFile":
    case "unasked":
    case "unsent":
    case "bypass":
    case "sent":
    case "erased":
    case "held":
    case "officers":
      return null;
    default:
      throw new TypeError("a part of another kind", { cause: part satisfies never });
  }
}
