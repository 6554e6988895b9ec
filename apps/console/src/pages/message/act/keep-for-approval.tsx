import type { Draft } from "@safepassage/api";
import { answerOf, GatewayProblem } from "@safepassage/client";
import type { ReactNode } from "react";
import { gateway, queries } from "../../../app/gateway.ts";
import { useOnce } from "../../../app/use-once.ts";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useWords } from "../../../words/words.tsx";

/** Whether a message was not sent since a second officer has to approve it. */
export const needsApproval = (error: Error | null): boolean =>
  error instanceof GatewayProblem && error.code === "GATEWAY_APPROVAL_NEEDED";

/** Keeps a message as a draft, where a second officer has to approve it before it goes. */
export function KeepForApproval({
  draft,
  onKept,
}: {
  /** `undefined` until it is whole. */
  readonly draft: Draft | undefined;
  readonly onKept: () => void;
}): ReactNode {
  const say = useWords("message");
  const keeping = useOnce(
    (json: Draft, headers) =>
      answerOf(gateway.v1.drafts.$post({ json: { draft: json } }, { headers })),
    {
      onDone() {
        onKept();
        void queries.invalidateQueries({ queryKey: ["drafts"] });
      },
    },
  );
  if (keeping.isSuccess) {
    return (
      <Notice tone="good" title={say("correctKept")}>
        <p>{say("correctKeptText")}</p>
        <div className="row">
          <ButtonLink href={`/drafts/${keeping.data.id}`}>{say("correctKeptShow")}</ButtonLink>
        </div>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" isUrgent title={say("correctApproval")}>
      <p>{say("correctApprovalText")}</p>
      {keeping.error !== null && <Problem error={keeping.error} safe={say("correctSafe")} />}
      <div className="row">
        <Button
          isDisabled={draft === undefined}
          isPending={keeping.isPending}
          onPress={() => {
            if (draft !== undefined) keeping.mutate(draft);
          }}
        >
          {say("correctApprovalDo")}
        </Button>
      </div>
    </Notice>
  );
}
