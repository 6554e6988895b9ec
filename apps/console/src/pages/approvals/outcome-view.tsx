import { sayBeside } from "@safepassage/policy";
import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";
import { Citation } from "../case/citation.tsx";
import { FindingText } from "../case/finding-text.tsx";
import { LeavingValues, OutcomeTag } from "../case/outcome-parts.tsx";
import { ReasonText } from "../case/reason-text.tsx";
import type { ValueOutcome } from "../compose/state/outcomes.ts";

/** What becomes of a value, and why. Nothing is folded away: whoever approves has to see it. */
export function OutcomeView({
  field,
  value,
  outcome,
  isOfMany = false,
}: {
  readonly field: string;
  readonly value: unknown;
  readonly outcome: ValueOutcome | undefined;
  /** Whether it is said of several fields: the reason then names none. */
  readonly isOfMany?: boolean;
}): ReactNode {
  const say = useWords("compose");
  const sayHere = useWords("approvals");
  const { entry, findings = [] } = outcome ?? {};
  if (entry === undefined) return <p className="seen-leaves soft small">{sayHere("noOutcome")}</p>;
  return (
    <div className="seen-leaves stack-tight" data-outcome={entry.outcome}>
      <span className="narrow-alone small soft">{say("leaves")}</span>
      <div className="row">
        <OutcomeTag entry={entry} />
      </div>
      <LeavingValues entry={entry} field={field} value={value} />
      {entry.reason !== undefined && (
        <div className="small stack-tight">
          <ReasonText reason={isOfMany ? besideOf(entry.reason) : entry.reason} />
          <Citation {...entry.reason} />
        </div>
      )}
      {entry.finding !== undefined && <FindingText finding={entry.finding} />}
      {findings.map((finding) => (
        <FindingText key={`${finding.code} ${finding.pointer}`} finding={finding} />
      ))}
    </div>
  );
}

/** The same reason without the name of a field. */
function besideOf({ field: _, ...reason }: Reason): Reason {
  return { ...reason, sentence: sayBeside(reason) };
}

type Reason = NonNullable<NonNullable<ValueOutcome["entry"]>["reason"]>;
