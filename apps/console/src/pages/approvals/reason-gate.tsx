import type { Reason } from "@safepassage/api";
import { type ReactNode, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Choice } from "../../design/choice.tsx";
import { useWords } from "../../words/words.tsx";

/** Asks why somebody reads a draft, before it is read. */
export function ReasonGate({
  isReading,
  onRead,
}: {
  readonly isReading: boolean;
  readonly onRead: (reason: Reason) => void;
}): ReactNode {
  const say = useWords("approvals");
  const [reason, setReason] = useState<DraftReason>("APPROVAL");
  return (
    <section className="panel stack">
      <h2>{say("readTitle")}</h2>
      <p className="measure">{say("readLead")}</p>
      <div className="reason-choice">
        <Choice
          label={say("reason")}
          options={REASONS.map((code) => ({ value: code, name: say(`reason.${code}`) }))}
          value={reason}
          onChange={setReason}
        />
      </div>
      <div className="row">
        {/* Not as pending: React Aria would announce a button that is gone once the draft is there. */}
        <Button weight="main" isDisabled={isReading} onPress={() => onRead(reason)}>
          {say("read")}
        </Button>
      </div>
    </section>
  );
}

/** Reasons that fit a draft, which nobody has sent yet. */
const REASONS = ["APPROVAL", "CASE_WORK", "CORRECTION", "PERSON_REQUEST", "SUPERVISION"] as const;
type DraftReason = (typeof REASONS)[number];
REASONS satisfies readonly Reason[];
