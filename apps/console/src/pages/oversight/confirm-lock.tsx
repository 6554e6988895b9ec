import type { ReactNode } from "react";
import { Button } from "../../design/button.tsx";
import { Question } from "../../design/question.tsx";
import { useWords } from "../../words/words.tsx";

/** Asks before an officer is locked out, and says what that causes. @param isOwn - Whether it is whoever asks. */
export function ConfirmLock({
  officer,
  isOwn,
  onCancel,
  onConfirm,
}: {
  readonly officer: string;
  readonly isOwn: boolean;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}): ReactNode {
  const say = useWords("oversight");
  const sayCommon = useWords("common");
  return (
    <Question
      title={say("confirmLock", { officer })}
      text={
        <>
          <ul>
            <li>{say("lockCauses.session")}</li>
            <li>{say("lockCauses.systems")}</li>
            <li>{say("lockCauses.drafts")}</li>
            <li>{say("lockCauses.record")}</li>
          </ul>
          {isOwn && <p className="field-error">{say("lockOwn")}</p>}
        </>
      }
      onDismiss={onCancel}
    >
      <div className="row">
        <Button weight="bad" onPress={onConfirm}>
          {say("lockNow")}
        </Button>
        <Button autoFocus onPress={onCancel}>
          {sayCommon("cancel")}
        </Button>
      </div>
    </Question>
  );
}
