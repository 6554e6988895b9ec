import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";

/** A finding, as far as a page shows it. */
export interface ShownFinding {
  readonly rule: string;
  readonly code: string;
  readonly severity: "error" | "warn";
  readonly sentence: string;
  readonly fix: string;
  readonly citation: string;
  readonly citationRead: boolean;
}

/** What a rule says: what is wrong, what to do, and the law. */
export function FindingText({ finding }: { readonly finding: ShownFinding }): ReactNode {
  const say = useWords("case");
  const { rule, severity, sentence, fix, citation, citationRead } = finding;
  return (
    <Notice tone={severity === "error" ? "bad" : "warn"} title={sentence}>
      <p>{fix}</p>
      <p className="small soft">
        {say(citationRead ? "citation" : "citationUnread", { rule, citation })}
      </p>
    </Notice>
  );
}
