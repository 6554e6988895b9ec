import { isCitationRead } from "@safepassage/schema";
import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";

/** The law behind what becomes of a value, and whether all of it was read in its source. */
export function Citation({
  citation,
  citationStatus,
}: {
  readonly citation: string;
  readonly citationStatus: string;
}): ReactNode {
  const say = useWords("compose");
  if (citation === "") return null;
  const isRead = citationStatus.split("; ").every(isCitationRead);
  return <p className="soft">{say(isRead ? "article" : "articleUnread", { citation })}</p>;
}
