import { type ReactNode, useId } from "react";
import { Button } from "react-aria-components/Button";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { Citation } from "../../case/citation.tsx";
import { FindingText } from "../../case/finding-text.tsx";
import { LeavingValues, OutcomeTag } from "../../case/outcome-parts.tsx";
import { ReasonText } from "../../case/reason-text.tsx";
import type { Change } from "../state/change.ts";
import type { ValueOutcome } from "../state/outcomes.ts";
import { isFinished } from "../state/work.ts";
import { NeedChoice } from "./need-choice.tsx";

/** What becomes of a value: as it goes, less precisely, or not at all. The reason opens when somebody is at the value. */
export function OutcomeCell({
  path,
  field,
  value,
  outcome,
  reason,
  waits,
  isOpen,
  onOpen,
  onChange,
}: {
  readonly path: string;
  readonly field: string;
  readonly value: unknown;
  readonly outcome: ValueOutcome | undefined;
  readonly reason: string | undefined;
  /** What has to be done before an outcome can be worked out: something about this value, or elsewhere. */
  readonly waits?: "here" | "elsewhere" | undefined;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const why = useId();
  if (!isFinished(value)) return <div className="case-leaves soft small">{say("empty")}</div>;
  const { entry, findings = [] } = outcome ?? {};
  if (waits === "here" || entry === undefined) {
    const why = waits === undefined ? "preparing" : (`waits.${waits}` as const);
    return <div className="case-leaves soft small">{say(why)}</div>;
  }
  const hasWhy = entry.reason !== undefined || entry.finding !== undefined;
  const needsReason = entry.reason?.conditions.includes("STRICT") === true || reason !== undefined;
  return (
    <div className="case-leaves stack-tight">
      <span className="narrow-alone small soft">{say("leaves")}</span>
      <div className="row">
        <OutcomeTag entry={entry} />
        {hasWhy && (
          <Button
            className="why"
            aria-label={`${say("why")}: ${names.field(field)}`}
            aria-expanded={isOpen}
            aria-controls={why}
            onPress={() => onOpen(!isOpen)}
          >
            {say("why")}
          </Button>
        )}
      </div>
      <LeavingValues entry={entry} field={field} value={value} />
      <div id={why} hidden={!isOpen || !hasWhy} className="why-text stack-tight small">
        {entry.reason !== undefined && (
          <>
            <ReasonText reason={entry.reason} />
            <Citation {...entry.reason} />
          </>
        )}
        {entry.finding !== undefined && <FindingText finding={entry.finding} />}
      </div>
      {needsReason && <NeedChoice path={path} reason={reason} onChange={onChange} />}
      {findings.map((finding) => (
        <FindingText key={`${finding.code} ${finding.pointer}`} finding={finding} />
      ))}
    </div>
  );
}
