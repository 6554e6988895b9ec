import type { ReactNode } from "react";
import { Notice } from "../../../design/notice.tsx";
import { useList } from "../../../words/lists.ts";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Finding } from "../state/outcomes.ts";

/** Says which fields that the purpose needs are filled in and stay here: nothing has to be added, and each value says why. */
export function StaysNeeded({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const say = useWords("compose");
  const sayCase = useWords("case");
  const names = useNames();
  const list = useList();
  const [first] = findings;
  if (first === undefined) return null;
  const { rule, citation, citationRead } = first;
  const fields = list(findings.map(({ field }) => names.field(field ?? "")));
  return (
    <Notice isStill isGoal tone="bad" title={say("staysNeeded", { fields })}>
      <p>{say("staysNeededFix")}</p>
      <p className="small soft">
        {sayCase(citationRead ? "citation" : "citationUnread", { rule, citation })}
      </p>
    </Notice>
  );
}
