import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { now } from "../words/clock.ts";
import { useWords } from "../words/words.tsx";
import { recentAlarmsQuery } from "./shared-queries.ts";

/** How many alarms there were within a day, beside their place in the menu. Nothing if there was none. */
export function AlarmCount(): ReactNode {
  const say = useWords("shell");
  const { data } = useQuery(recentAlarmsQuery);
  const since = now() - DAY_MS;
  const count = data?.entries.filter(({ at }) => Date.parse(at) > since).length ?? 0;
  if (count === 0) return null;
  const isMore = count === data?.entries.length && data.next !== undefined;
  return (
    <span className="tag number" data-tone="bad">
      {say(isMore ? "alarmsMany" : "alarmsRecent", { count })}
    </span>
  );
}

const DAY_MS = 86_400_000;
