import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "../../design/button.tsx";
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
    <ModalOverlay
      className="shade"
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onCancel();
      }}
    >
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {say("confirmLock", { officer })}
          </Heading>
          <ul>
            <li>{say("lockCauses.session")}</li>
            <li>{say("lockCauses.systems")}</li>
            <li>{say("lockCauses.drafts")}</li>
            <li>{say("lockCauses.record")}</li>
          </ul>
          {isOwn && <p className="field-error">{say("lockOwn")}</p>}
          <div className="row">
            <Button weight="bad" onPress={onConfirm}>
              {say("lockNow")}
            </Button>
            <Button autoFocus onPress={onCancel}>
              {sayCommon("cancel")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
