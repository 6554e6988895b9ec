import type { ReactNode } from "react";
import { Tag } from "../../design/tag.tsx";
import { Day } from "../../design/time.tsx";
import { useNow } from "../../words/clock.ts";
import { useTimes } from "../../words/times.ts";
import { endOfDay } from "./time-line-model.ts";

/** The last day of something, and how long that still is. @param day - `YYYY-MM-DD`. */
export function UntilDay({ day }: { readonly day: string }): ReactNode {
  const { away } = useTimes();
  const left = (endOfDay(day) - useNow()) / 1000;
  return (
    <span className="stack-tight">
      <Day on={day} />
      <span>
        <Tag tone={left < SOON_S ? "warn" : "plain"}>{away(left)}</Tag>
      </span>
    </span>
  );
}

/** The gateway warns as early. */
const SOON_S = 30 * 86_400;
