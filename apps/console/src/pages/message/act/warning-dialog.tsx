import { answerOf } from "@safepassage/client";
import { findCodeList } from "@safepassage/schema";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FormDialog } from "../../../app/form-dialog.tsx";
import { gateway, queries } from "../../../app/gateway.ts";
import { useFormOf } from "../../../app/use-form-of.ts";
import { Button } from "../../../design/button.tsx";
import { Choice } from "../../../design/choice.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import { DialogEnd } from "./dialog-end.tsx";

/** Lets a second officer say how a warning was that somebody else has sent (rule R68), or what corrects or answers one. */
export function WarningDialog({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("message");
  const names = useNames();
  const [outcome, setOutcome] = useState<string>();
  const reviewing = useMutation({
    mutationFn: (json: { readonly outcome: string }) =>
      answerOf(gateway.v1.messages[":digest"]["warning-review"].$post({ param: { digest }, json })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["message", digest] }),
  });
  const form = useFormOf(reviewing);
  return (
    <>
      <Button onPress={form.open}>{say("action.reviewWarning")}</Button>
      <FormDialog
        title={say("warningTitle")}
        lead={say("warningLead")}
        isOpen={form.isOpen}
        onClose={form.close}
      >
        {reviewing.isSuccess ? (
          <Notice tone="good" title={say("warned")} />
        ) : (
          <Choice
            label={say("warningOutcome")}
            options={(findCodeList("review_outcome")?.codes ?? []).map(({ code }) => ({
              value: code,
              name: names.code("review_outcome", code),
            }))}
            value={outcome}
            onChange={setOutcome}
          />
        )}
        {reviewing.error !== null && (
          <Problem error={reviewing.error} safe={say("reviewSafe")} isChange />
        )}
        <DialogEnd
          isDone={reviewing.isSuccess}
          onClose={form.close}
          action={
            <Button
              weight="main"
              isDisabled={outcome === undefined}
              isPending={reviewing.isPending}
              onPress={() => {
                if (outcome !== undefined) reviewing.mutate({ outcome });
              }}
            >
              {say("warningDo")}
            </Button>
          }
        />
      </FormDialog>
    </>
  );
}
