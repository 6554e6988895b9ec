import type { ReactNode } from "react";
import { Button } from "../../design/button.tsx";
import { Question } from "../../design/question.tsx";
import { useWords } from "../../words/words.tsx";

/** Asks before what somebody has typed is lost. Whatever closes it loses nothing. */
export function LossQuestion({
  title,
  lead,
  lose,
  isOpen,
  onStay,
  onLose,
}: {
  readonly title: string;
  readonly lead: string;
  /** Name of the button that goes on, and loses it. */
  readonly lose: string;
  readonly isOpen: boolean;
  readonly onStay: () => void;
  readonly onLose: () => void;
}): ReactNode {
  const say = useWords("compose");
  return (
    <Question title={title} text={<p>{lead}</p>} isOpen={isOpen} onDismiss={onStay}>
      <div className="row">
        <Button weight="main" onPress={onStay}>
          {say("stay")}
        </Button>
        <Button weight="bad" onPress={onLose}>
          {lose}
        </Button>
      </div>
    </Question>
  );
}
