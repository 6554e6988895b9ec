import type { ReturnReason } from "@safepassage/api";
import { type ReactNode, useState } from "react";
import type { Answer } from "../../app/gateway.ts";
import { useMay, useSession } from "../../app/session.tsx";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { Button } from "../../design/button.tsx";
import { FootBar } from "../../design/foot-bar.tsx";
import { useWords } from "../../words/words.tsx";
import { mayReturn, obstacleTo } from "./obstacle.ts";
import { SendBackDialog } from "./send-back-dialog.tsx";
import type { Standing } from "./standing.ts";

/** The decision about a draft as it was read. Stays in sight while somebody reads. */
export function DecisionBar({
  entry,
  preview,
  standing,
  news,
  isApproving,
  isReturning,
  onApprove,
  onReturn,
}: {
  readonly entry: Pick<DraftEntry, "composer" | "composers" | "approval">;
  readonly preview: Answer<"preview">;
  readonly standing: Standing;
  /** What has happened since the draft was read. */
  readonly news: ReactNode;
  readonly isApproving: boolean;
  readonly isReturning: boolean;
  readonly onApprove: (digest: string) => void;
  readonly onReturn: (reason: ReturnReason) => void;
}): ReactNode {
  const say = useWords("approvals");
  const may = useMay();
  const { me } = useSession();
  const [isAsked, setAsked] = useState(false);
  const { composer } = entry;
  const obstacle = obstacleTo({
    ...{ entry, preview, standing },
    officer: me.officer,
    mayApprove: may("approveDraft"),
  });
  const digest = preview.approval?.digest;
  return (
    <FootBar name="decision-bar" news={news}>
      <p className="small" role="status">
        {obstacle === undefined ? say("exactly") : say(`obstacle.${obstacle}`, { composer })}
      </p>
      <div className="row">
        <Button
          isDisabled={!mayReturn(obstacle) || isReturning}
          isPending={isReturning}
          onPress={() => setAsked(true)}
        >
          {say(entry.approval === undefined ? "sendBack" : "takeBack")}
        </Button>
        <Button
          weight="main"
          isDisabled={obstacle !== undefined || isApproving}
          isPending={isApproving}
          onPress={() => {
            if (digest !== undefined) onApprove(digest);
          }}
        >
          {say("approve")}
        </Button>
      </div>
      {isAsked && (
        <SendBackDialog
          composer={composer}
          isPending={isReturning}
          onReturn={(reason) => {
            setAsked(false);
            onReturn(reason);
          }}
          onEnd={() => setAsked(false)}
        />
      )}
    </FootBar>
  );
}
