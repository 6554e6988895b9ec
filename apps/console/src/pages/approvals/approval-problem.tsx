import { GatewayProblem } from "@safepassage/client";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { wayOut } from "./way-out.ts";

/** Why a draft was not read or not approved, and what to do now. */
export function ApprovalProblem({
  error,
  composer,
  safe,
  onAgain,
}: {
  readonly error: Error;
  readonly composer: string;
  /** What has not happened. */
  readonly safe: string;
  /** Reads the draft again. */
  readonly onAgain: () => void;
}): ReactNode {
  const say = useWords("approvals");
  const code = error instanceof GatewayProblem ? error.code : undefined;
  const way = wayOut(code);
  if (way === undefined) return <Problem error={error} safe={safe} isChange onAgain={onAgain} />;
  const { name, leads } = way;
  return (
    <Notice tone="warn" isUrgent title={say(name, { composer })}>
      <p>{name === "closed" ? say("closedSafe") : safe}</p>
      <p>{say(`${name}Fix`, { composer })}</p>
      <div className="row">
        {leads === "read" ? (
          <Button onPress={onAgain}>{say("readAgain")}</Button>
        ) : (
          <ButtonLink href="/approvals">{say("toList")}</ButtonLink>
        )}
      </div>
    </Notice>
  );
}
