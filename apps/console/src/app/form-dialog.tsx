import { type ReactNode, useId } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useSession } from "../app/session.tsx";

/**
 * A form above the page. What is typed belongs to who opens it: closing and opening it again loses nothing. While the session is covered it is
 * closed, so that nothing of it shows through.
 */
export function FormDialog({
  title,
  lead,
  isOpen,
  onClose,
  children,
}: {
  readonly title: string;
  /** What the form does. Screen readers say it with the title. */
  readonly lead?: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { state } = useSession();
  const described = useId();
  return (
    <ModalOverlay
      className="shade"
      isOpen={isOpen && state === "open"}
      onOpenChange={(isStill) => {
        if (!isStill) onClose();
      }}
    >
      <Modal className="dialog">
        <Dialog {...(lead !== undefined && { "aria-describedby": described })}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {lead !== undefined && <p id={described}>{lead}</p>}
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
