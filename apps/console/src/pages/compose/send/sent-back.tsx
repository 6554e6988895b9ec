import type { ReactNode } from "react";
import { isReturned } from "../../../app/waiting.ts";
import { Notice } from "../../../design/notice.tsx";
import { useWords } from "../../../words/words.tsx";
import type { KeptDraft } from "../state/use-kept-draft.ts";

/** Says why a second officer has sent the draft back. It stays until the draft is approved, also while somebody changes it. */
export function SentBack({ entry }: Pick<KeptDraft, "entry">): ReactNode {
  const say = useWords("approvals");
  if (entry?.returned === undefined) return null;
  const { officer, reason } = entry.returned;
  return (
    <Notice tone={isReturned(entry) ? "bad" : "warn"} title={say("returnedBy", { officer })}>
      <p>{say(`return.${reason}`)}</p>
      <p>{say(isReturned(entry) ? "returnedFix" : "returnedChanged", { officer })}</p>
    </Notice>
  );
}
