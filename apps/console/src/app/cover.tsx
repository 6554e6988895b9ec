import type { ReactNode } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button, ButtonLink } from "../design/button.tsx";
import { useWords } from "../words/words.tsx";
import { signInAt, useSession } from "./session.tsx";

/**
 * Covers the page when the session is over. What was typed stays beneath: whoever signs in again in another tab goes on with
 * it. After an absence nothing shows through.
 */
export function Cover(): ReactNode {
  const say = useWords("shell");
  const { state, isAbsent, isUnended, lookAgain, signOut } = useSession();
  const isLocked = state === "locked";
  return (
    <ModalOverlay
      className={isLocked ? "shade shade-full" : "shade"}
      isOpen={state !== "open"}
      isKeyboardDismissDisabled
    >
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {isLocked ? say("covered") : say("over")}
          </Heading>
          {isAbsent && <p>{say("absent")}</p>}
          {isUnended ? <p role="alert">{say("unended")}</p> : <p>{say("overFix")}</p>}
          <div className="row">
            <ButtonLink weight="main" href={signInAt(SIGNED_IN)} target="_blank">
              {say("signInAgain")}
            </ButtonLink>
            <Button onPress={() => void lookAgain()}>{say("signedIn")}</Button>
            <Button weight="quiet" onPress={() => void signOut()}>
              {say("signOut")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Where somebody is led who has signed in again in a new tab. */
const SIGNED_IN = "/";
