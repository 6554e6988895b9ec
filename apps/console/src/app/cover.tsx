import type { ReactNode } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Question } from "../design/question.tsx";
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
    <Question
      title={isLocked ? say("covered") : say("over")}
      text={
        <>
          {isAbsent && <p>{say("absent")}</p>}
          {isUnended ? <p role="alert">{say("unended")}</p> : <p>{say("overFix")}</p>}
        </>
      }
      isOpen={state !== "open"}
      isFull={isLocked}
    >
      <div className="row">
        <ButtonLink weight="main" href={signInAt(SIGNED_IN)} target="_blank">
          {say("signInAgain")}
        </ButtonLink>
        <Button onPress={() => void lookAgain()}>{say("signedIn")}</Button>
        <Button weight="quiet" onPress={() => void signOut()}>
          {say("signOut")}
        </Button>
      </div>
    </Question>
  );
}

/** Where somebody is led who has signed in again in a new tab. */
const SIGNED_IN = "/";
