import { type ReactNode, useId } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";

/**
 * A question above the page that has to be answered before anything else. Screen readers say its title and its text.
 *
 * @see WAI-ARIA 1.2, role `alertdialog`: it is described by its text.
 */
export function Question({
  title,
  text,
  isOpen = true,
  isFull = false,
  onDismiss,
  children,
}: {
  readonly title: ReactNode;
  /** What the question is about, and what each answer causes. */
  readonly text: ReactNode;
  readonly isOpen?: boolean;
  /** Whether nothing of the page shows through. */
  readonly isFull?: boolean;
  /** Called when somebody presses Escape. Without it only its buttons close it. */
  readonly onDismiss?: () => void;
  /** The answers, and what came of the last one. */
  readonly children: ReactNode;
}): ReactNode {
  const described = useId();
  return (
    <ModalOverlay
      className={isFull ? "shade shade-full" : "shade"}
      isOpen={isOpen}
      isKeyboardDismissDisabled={onDismiss === undefined}
      onOpenChange={(isStill) => {
        if (!isStill) onDismiss?.();
      }}
    >
      <Modal className="dialog">
        <Dialog role="alertdialog" aria-describedby={described}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <div id={described} className="stack">
            {text}
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
