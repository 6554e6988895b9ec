import { answerOf } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { FormDialog } from "../../../app/form-dialog.tsx";
import { gateway, queries } from "../../../app/gateway.ts";
import { useFormOf } from "../../../app/use-form-of.ts";
import { useOnce } from "../../../app/use-once.ts";
import { useSettled } from "../../../app/use-settled.ts";
import { Button } from "../../../design/button.tsx";
import { Choice } from "../../../design/choice.tsx";
import { Problem } from "../../../design/problem.tsx";
import { TextEntry } from "../../../design/text-entry.tsx";
import { useWords } from "../../../words/words.tsx";
import { type Message, reachQuery } from "../facts/queries.ts";
import {
  toWithdrawal,
  type WithdrawalBody,
  type WithdrawalWork,
  type Withdrawn,
  withdrawnBy,
} from "../facts/withdrawal.ts";
import { DialogEnd } from "./dialog-end.tsx";
import { WithdrawalConsequences } from "./withdrawal-consequences.tsx";

/** Lets somebody withdraw a consent. What will be destroyed, and where, is said before. */
export function WithdrawDialog({
  message,
  consents,
  onDone,
}: {
  readonly message: Message;
  /** References of the consents that it rests on, once somebody has read it. */
  readonly consents: readonly string[] | undefined;
  readonly onDone: (withdrawn: Withdrawn) => void;
}): ReactNode {
  const say = useWords("message");
  const { digest } = message;
  const [work, setWork] = useState<WithdrawalWork>({ scope: "message", consentRef: "" });
  const only = consents?.length === 1 ? consents[0] : undefined;
  const typed = work.consentRef || (only ?? "");
  // What is found is recorded as a search: it is asked for once, and not at each letter.
  const consentRef = useSettled(typed, SETTLE_MS);
  const withdrawal = toWithdrawal({ ...work, consentRef }, digest);
  const withdrawing = useOnce(
    (json: WithdrawalBody, headers) =>
      answerOf(gateway.v1.withdrawals.$post({ json }, { headers })),
    {
      onDone(answer) {
        form.close();
        onDone(withdrawnBy(answer));
        for (const key of ["message", "outbox", "inbox"]) {
          void queries.invalidateQueries({ queryKey: [key] });
        }
      },
    },
  );
  const form = useFormOf(withdrawing);
  // Nobody destroys what they have not seen yet.
  const { isLoading } = useQuery({ ...reachQuery(withdrawal), enabled: form.isOpen });
  return (
    <>
      <Button weight="bad" onPress={form.open}>
        {say("action.withdraw")}
      </Button>
      <FormDialog title={say("withdrawTitle")} isOpen={form.isOpen} onClose={form.close}>
        <Choice
          label={say("withdrawScope")}
          options={SCOPES.map((one) => ({ value: one, name: say(`withdrawScope.${one}`) }))}
          value={work.scope}
          onChange={(scope) => setWork({ ...work, scope })}
        />
        <ConsentEntry
          consents={consents}
          value={work.consentRef}
          onChange={(consentRef) => setWork({ ...work, consentRef })}
        />
        {form.isOpen && <WithdrawalConsequences message={message} withdrawal={withdrawal} />}
        {withdrawing.error !== null && (
          <Problem error={withdrawing.error} safe={say("withdrawSafe")} isChange />
        )}
        <DialogEnd
          isDone={false}
          onClose={form.close}
          action={
            <Button
              weight="bad"
              // Pending, and not disabled: Tab passes over a disabled button.
              isPending={withdrawing.isPending || isLoading || consentRef !== typed}
              onPress={() => withdrawing.mutate(withdrawal)}
            >
              {say("withdrawDo")}
            </Button>
          }
        />
      </FormDialog>
    </>
  );
}

/** Which consent, where a message rests on several: chosen among them once it was read, typed before. Of one there is nothing to ask. */
function ConsentEntry({
  consents,
  value,
  onChange,
}: {
  readonly consents: readonly string[] | undefined;
  readonly value: string;
  readonly onChange: (consentRef: string) => void;
}): ReactNode {
  const say = useWords("message");
  const [isOpen, setOpen] = useState(false);
  if (consents === undefined) {
    return (
      <Disclosure isExpanded={isOpen || value !== ""} onExpandedChange={setOpen}>
        <AriaButton slot="trigger" className="unfold">
          {say("withdrawSeveral")}
        </AriaButton>
        <DisclosurePanel>
          <TextEntry
            label={say("withdrawRef")}
            help={say("withdrawRefHelp")}
            isLtr
            mostUnits={64}
            value={value}
            onChange={(typed) => onChange(typed.trim())}
          />
        </DisclosurePanel>
      </Disclosure>
    );
  }
  if (consents.length < 2) return null;
  return (
    <Choice
      label={say("withdrawConsent")}
      options={consents.map((one) => ({ value: one, name: one }))}
      value={value === "" ? undefined : value}
      onChange={onChange}
    />
  );
}

const SCOPES = ["message", "consent"] as const;
/** Longer than between two keys of somebody who types a reference from paper. */
const SETTLE_MS = 800;
