import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";
import { AlarmCount } from "./alarm-count.tsx";
import { useMay } from "./session.tsx";
import { useWaiting } from "./use-waiting.ts";

/** How many things wait at a page of the menu. */
export function PlaceCount({ name }: { readonly name: string }): ReactNode {
  switch (name) {
    case "approvals":
      return <WaitingCount />;
    case "alarms":
      return <AlarmCount />;
    default:
      return null;
  }
}

function WaitingCount(): ReactNode {
  const say = useWords("shell");
  const may = useMay();
  const { drafts } = useWaiting();
  const count = drafts?.length ?? 0;
  if (!may("approveDraft") || count === 0) return null;
  return <span className="place-count number">{say("waiting", { count })}</span>;
}
