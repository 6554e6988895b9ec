import type { ReactNode } from "react";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { useNames } from "../../words/names.ts";

/** What kind of message a draft is, and for what. */
export function DraftKind({
  messageType,
  purpose,
}: Pick<DraftEntry, "messageType" | "purpose">): ReactNode {
  const names = useNames();
  return (
    <span className="stack-tight">
      <strong>{names.code("message_type", messageType)}</strong>
      <span className="small soft">{names.purpose(purpose)}</span>
    </span>
  );
}
