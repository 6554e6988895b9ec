import type { Draft } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import {
  type Correction,
  type DecodedMessage,
  findDuty,
  type LegalBasis,
  writeCorrection,
} from "@safepassage/schema";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { gateway, queries } from "../../app/gateway.ts";
import { Button, ButtonLink } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { newGroupId } from "../compose/work.ts";

/** Keeps a correction as a draft, where a second officer has to approve it before it goes. */
export function CorrectionDraft({
  digest,
  message,
  correction,
  onKept,
}: {
  readonly digest: string;
  readonly message: DecodedMessage;
  readonly correction: Correction | undefined;
  readonly onKept: () => void;
}): ReactNode {
  const say = useWords("message");
  const keeping = useMutation({
    mutationFn: (draft: Draft) => answerOf(gateway.v1.drafts.$post({ json: { draft } })),
    onSuccess() {
      onKept();
      void queries.invalidateQueries({ queryKey: ["drafts"] });
    },
    gcTime: 0,
  });
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
          isDisabled={correction === undefined}
          isPending={keeping.isPending}
          onPress={() => {
            if (correction !== undefined) keeping.mutate(draftOf(digest, message, correction));
          }}
        >
          {say("correctApprovalDo")}
        </Button>
      </div>
    </Notice>
  );
}

/** The correction as a draft: recipient, purpose and agreement are those of the message. */
const draftOf = (digest: string, { clear }: DecodedMessage, correction: Correction): Draft => ({
  inReplyTo: digest,
  messageType: "correction",
  legalBases: [dutyOf(clear, correction)],
  body: { ...writeCorrection(digest, correction, newGroupId) },
});

/** Of the law that the catalogue does not know, the message itself cites a provision that the agreement names. */
function dutyOf(clear: DecodedMessage["clear"], { action }: Correction): LegalBasis {
  const {
    "env.sender.regime": regime,
    "env.sender.country": country,
    "env.purpose": purpose,
  } = clear;
  const nationalProvisions = clear["env.legalBasis"].map((basis) => ({ purpose, basis }));
  const found = findDuty(action, { regime, country }, purpose, { nationalProvisions });
  return found ?? clear["env.legalBasis"][0] ?? "LED#16(6)";
}
