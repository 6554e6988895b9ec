import type { ReactNode } from "react";
import { Button } from "../../../design/button.tsx";
import { useWords } from "../../../words/words.tsx";

/** The buttons at the end of a form: do it, or leave it. Once it is done there is nothing to do but close. */
export function DialogEnd({
  action,
  isDone,
  onClose,
}: {
  readonly action: ReactNode;
  readonly isDone: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords("common");
  return (
    <div className="row">
      {!isDone && action}
      <Button weight={isDone ? "main" : "quiet"} onPress={onClose}>
        {say(isDone ? "close" : "cancel")}
      </Button>
    </div>
  );
}
