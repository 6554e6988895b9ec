import { CORRECTION_ACTIONS } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Choice } from "../../../design/choice.tsx";
import { Notice } from "../../../design/notice.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { type CorrectionWork, EMPTY_CORRECTION, takesValues } from "./correction.ts";
import { CorrectionReason } from "./correction-reason.tsx";

/** What the recipient shall do, and why. */
export function CorrectionHead({
  work,
  onChange,
}: {
  readonly work: CorrectionWork;
  readonly onChange: (work: CorrectionWork) => void;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const { action, reason } = work;
  return (
    <div className="panel stack">
      <div className="correction-head">
        <Choice
          label={say("correctAction")}
          options={CORRECTION_ACTIONS.map((one) => ({
            value: one,
            name: names.code("correction_action", one),
          }))}
          value={action}
          // Values to replace and values to add are not the same: the places are chosen anew.
          onChange={(chosen) =>
            onChange({
              ...work,
              action: chosen,
              ...(takesValues(chosen) && { changes: EMPTY_CORRECTION.changes }),
            })
          }
        />
        <CorrectionReason
          reason={reason}
          onChange={(chosen) => onChange({ ...work, reason: chosen })}
        />
      </div>
      {action === "erase" ? (
        <Notice tone="warn" title={say("correctErase")}>
          <p>{say("correctEraseText")}</p>
        </Notice>
      ) : (
        action !== undefined && <p className="soft">{say(`correctHelp.${action}`)}</p>
      )}
    </div>
  );
}
