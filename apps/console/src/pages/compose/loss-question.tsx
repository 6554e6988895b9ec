import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "../../design/button.tsx";
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
    <ModalOverlay className="shade" isOpen={isOpen} onOpenChange={onStay}>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <p>{lead}</p>
          <div className="row">
            <Button weight="main" onPress={onStay}>
              {say("stay")}
            </Button>
            <Button weight="bad" onPress={onLose}>
              {lose}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
