import { type ReactNode, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Answer } from "../../app/gateway.ts";
import { useMay, useSession } from "../../app/session.tsx";
import type { DraftEntry } from "../../app/shared-queries.ts";
import { Button, ButtonLink } from "../../design/button.tsx";
import { FootBar } from "../../design/foot-bar.tsx";
import { useWords } from "../../words/words.tsx";
import { obstacleTo } from "./obstacle.ts";
import type { Standing } from "./standing.ts";

/** The decision about a draft as it was read. Stays in sight while somebody reads. */
export function DecisionBar({
  entry,
  preview,
  standing,
  news,
  isApproving,
  onApprove,
}: {
  readonly entry: Pick<DraftEntry, "composer" | "composers" | "approval">;
  readonly preview: Answer<"preview">;
  readonly standing: Standing;
  /** What has happened since the draft was read. */
  readonly news: ReactNode;
  readonly isApproving: boolean;
  readonly onApprove: (digest: string) => void;
}): ReactNode {
  const say = useWords("approvals");
  const may = useMay();
  const { me } = useSession();
  const [isRefused, setRefused] = useState(false);
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
        <Button onPress={() => setRefused(true)}>{say("refuse")}</Button>
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
      <ModalOverlay className="shade" isOpen={isRefused} onOpenChange={setRefused} isDismissable>
        <Modal className="dialog">
          <Dialog>
            <Heading slot="title" level={2}>
              {say("refuseTitle")}
            </Heading>
            <p>{say("refuseLead", { composer })}</p>
            <p>{say("refuseNext")}</p>
            <div className="row">
              <ButtonLink weight="main" href="/approvals">
                {say("toList")}
              </ButtonLink>
              <Button onPress={() => setRefused(false)}>{say("goOn")}</Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </FootBar>
  );
}
