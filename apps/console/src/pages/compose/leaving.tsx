import { useBlocker } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "../../design/button.tsx";
import { useWords } from "../../words/words.tsx";

/** Asks before text is lost that nobody has kept. */
export function Leaving({ isTouched }: { readonly isTouched: boolean }): ReactNode {
  const say = useWords("compose");
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isTouched,
    enableBeforeUnload: isTouched,
    withResolver: true,
  });
  return (
    <ModalOverlay className="shade" isOpen={status === "blocked"} onOpenChange={() => reset?.()}>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {say("unsaved")}
          </Heading>
          <p>{say("unsavedFix")}</p>
          <div className="row">
            <Button weight="main" onPress={() => reset?.()}>
              {say("stay")}
            </Button>
            <Button weight="bad" onPress={() => proceed?.()}>
              {say("discard")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
