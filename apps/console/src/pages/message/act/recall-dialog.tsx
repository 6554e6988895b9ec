import { findCodeList } from "@safepassage/schema";
import { type ReactNode, useState } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import { FormDialog } from "../../../app/form-dialog.tsx";
import { useFormOf } from "../../../app/use-form-of.ts";
import { Button, ButtonLink } from "../../../design/button.tsx";
import { Choice } from "../../../design/choice.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Envelope } from "../facts/envelope.ts";
import type { Message } from "../facts/queries.ts";
import { DialogEnd } from "./dialog-end.tsx";
import { recallDraft } from "./drafts.ts";
import { KeepForApproval, needsApproval } from "./keep-for-approval.tsx";
import { useSendDraft } from "./send-draft.ts";

/** Lets somebody recall a message that should not have gone. What that destroys, and what it cannot undo, is said before. */
export function RecallDialog({
  message,
  envelope,
}: {
  readonly message: Extract<Message, { readonly box: "outbox" }>;
  readonly envelope: Envelope;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const { digest, recipient, purpose } = message;
  const [reason, setReason] = useState<string>();
  const sending = useSendDraft(digest);
  const draft =
    reason === undefined ? undefined : recallDraft(digest, { ...envelope, purpose }, reason);
  const agency = hostOf(recipient);
  const form = useFormOf(sending);
  return (
    <>
      <Button weight="bad" onPress={form.open}>
        {say("action.recall")}
      </Button>
      <FormDialog title={say("recallTitle")} isOpen={form.isOpen} onClose={form.close}>
        {sending.isSuccess ? (
          <Notice tone="good" title={say("recallSent")}>
            <p>{say("recallSentText")}</p>
            <div className="row">
              <ButtonLink href={`/messages/${sending.data.digest}`}>{say("recallShow")}</ButtonLink>
            </div>
          </Notice>
        ) : (
          <>
            <Choice
              label={say("correctReason")}
              options={reasonsFor(purpose).map((code) => ({
                value: code,
                name: names.code("recall_reason", code),
              }))}
              value={reason}
              onChange={setReason}
            />
            <Notice isStill tone="warn" title={say("withdrawFinal")}>
              <ul>
                <li>{say("recallThere", { agency })}</li>
                <li>{say("recallKnown", { agency })}</li>
                <li>{say("recallOwn")}</li>
              </ul>
            </Notice>
          </>
        )}
        {sending.error !== null &&
          (needsApproval(sending.error) ? (
            <KeepForApproval draft={draft} onKept={() => {}} />
          ) : (
            <Problem error={sending.error} safe={say("recallSafe")} isChange />
          ))}
        <DialogEnd
          isDone={sending.isSuccess}
          onClose={form.close}
          action={
            <Button
              weight="bad"
              isDisabled={draft === undefined}
              isPending={sending.isPending}
              onPress={() => {
                if (draft !== undefined) sending.mutate(draft);
              }}
            >
              {say("recallDo")}
            </Button>
          }
        />
      </FormDialog>
    </>
  );
}

/** A consent is withdrawn by a way of its own. Only an order is validated. */
const reasonsFor = (purpose: string): readonly string[] =>
  (findCodeList("recall_reason")?.codes ?? [])
    .map(({ code }) => code)
    .filter((code) => code !== "consentWithdrawn")
    .filter((code) => code !== "authorisationRejected" || purpose === "JUDICIAL_EVIDENCE");
