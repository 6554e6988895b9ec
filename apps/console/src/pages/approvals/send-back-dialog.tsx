import type { ReturnReason } from "@safepassage/api";
import { type ReactNode, useState } from "react";
import { FormDialog } from "../../app/form-dialog.tsx";
import { Button } from "../../design/button.tsx";
import { Choice } from "../../design/choice.tsx";
import { useWords } from "../../words/words.tsx";
import { RETURN_REASONS } from "./return-reasons.ts";

/** Asks a second officer what has to change in a draft. @param onEnd - Called where it is not sent back. */
export function SendBackDialog({
  composer,
  isPending,
  onReturn,
  onEnd,
}: {
  readonly composer: string;
  readonly isPending: boolean;
  readonly onReturn: (reason: ReturnReason) => void;
  readonly onEnd: () => void;
}): ReactNode {
  const say = useWords("approvals");
  const [reason, setReason] = useState<ReturnReason | undefined>(undefined);
  return (
    <FormDialog
      title={say("sendBackTitle")}
      lead={say("sendBackLead", { composer })}
      isOpen
      onClose={onEnd}
    >
      <Choice
        label={say("sendBackReason")}
        placeholder={say("choose")}
        options={RETURN_REASONS.map((code) => ({ value: code, name: say(`return.${code}`) }))}
        value={reason}
        onChange={setReason}
      />
      <p className="small soft">{say("sendBackMore", { composer })}</p>
      <div className="row">
        <Button
          weight="main"
          isDisabled={reason === undefined}
          isPending={isPending}
          onPress={() => {
            if (reason !== undefined) onReturn(reason);
          }}
        >
          {say("sendBackNow")}
        </Button>
        <Button onPress={onEnd}>{say("goOn")}</Button>
      </div>
    </FormDialog>
  );
}
