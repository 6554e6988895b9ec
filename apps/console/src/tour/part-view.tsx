import type { ReactNode } from "react";
import { AccountView, FatesView } from "./parts/account.tsx";
import { Answered, Running } from "./parts/clocks.tsx";
import { ClosedList } from "./parts/closed-list.tsx";
import { Erased } from "./parts/erased.tsx";
import { HeadingView } from "./parts/heading.tsx";
import { Held, Mended } from "./parts/held.tsx";
import { ActsView, ActView, Officers } from "./parts/officers.tsx";
import { EndOfOrder, Validated } from "./parts/order.tsx";
import { DraftFile, LeftBehind } from "./parts/origin.tsx";
import { Receipts } from "./parts/receipts.tsx";
import { Bypass, RefusedAtHome } from "./parts/refusal.tsx";
import { Sent } from "./parts/sent.tsx";
import type { Part, StepState } from "./tour-api.ts";

/** What a step tells, one part of it. */
export function PartView({
  part,
  step,
}: {
  readonly part: Part;
  readonly step: StepState;
}): ReactNode {
  switch (part.kind) {
    case "heading":
      return <HeadingView part={part} />;
    case "message":
      return null;
    case "leftBehind":
      return <LeftBehind part={part} />;
    case "draftFile":
      return <DraftFile part={part} />;
    case "account":
      return <AccountView part={part} from={step.from} />;
    case "unasked":
    case "unsent":
      return <FatesView part={part} step={step.id} />;
    case "closedList":
      return <ClosedList part={part} />;
    case "running":
      return <Running part={part} />;
    case "answered":
      return <Answered part={part} />;
    case "receipts":
      return <Receipts part={part} />;
    case "refusedAtHome":
      return <RefusedAtHome part={part} />;
    case "bypass":
      return <Bypass part={part} />;
    case "sent":
      return <Sent part={part} />;
    case "erased":
      return <Erased part={part} />;
    case "held":
      return <Held part={part} />;
    case "mended":
      return <Mended part={part} />;
    case "validated":
      return <Validated part={part} />;
    case "endOfOrder":
      return <EndOfOrder part={part} />;
    case "officers":
      return <Officers part={part} />;
    case "act":
      return <ActView part={part} />;
    case "acts":
      return <ActsView part={part} />;
    default:
      throw new TypeError("a part of another kind", { cause: part satisfies never });
  }
}
