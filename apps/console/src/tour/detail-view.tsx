import type { ReactNode } from "react";
import { FatesView } from "./parts/account.tsx";
import { Answered, Running } from "./parts/clocks.tsx";
import { Erased } from "./parts/erased.tsx";
import { HeadingView } from "./parts/heading.tsx";
import { Held } from "./parts/held.tsx";
import { Officers } from "./parts/officers.tsx";
import { DraftFile, LeftBehind } from "./parts/origin.tsx";
import { Receipts } from "./parts/receipts.tsx";
import { Bypass, RefusedAtHome } from "./parts/refusal.tsx";
import { Sent } from "./parts/sent.tsx";
import type { Part, StepState } from "./tour-api.ts";

/** What a step tells beside what everybody sees, one part of it, for those who ask. */
export function DetailView({
  part,
  step,
}: {
  readonly part: DetailedPart;
  readonly step: StepState;
}): ReactNode {
  switch (part.kind) {
    case "heading":
      return <HeadingView part={part} />;
    case "leftBehind":
      return <LeftBehind part={part} />;
    case "draftFile":
      return <DraftFile part={part} />;
    case "unasked":
    case "unsent":
      return <FatesView part={part} step={step.id} />;
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
    case "officers":
      return <Officers part={part} />;
    default:
      throw new TypeError("a part of another kind", { cause: part satisfies never });
  }
}

/** Whether there is more to a part than everybody sees. */
export const hasDetail = (part: Part): part is DetailedPart =>
  DETAILED.some((kind) => kind === part.kind);

type DetailedPart = Extract<Part, { readonly kind: (typeof DETAILED)[number] }>;

const DETAILED = [
  "heading",
  "leftBehind",
  "draftFile",
  "unasked",
  "unsent",
  "running",
  "answered",
  "receipts",
  "refusedAtHome",
  "bypass",
  "sent",
  "erased",
  "held",
  "officers",
] as const satisfies readonly Part["kind"][];
