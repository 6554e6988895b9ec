import { answerOf, GatewayProblem } from "@safepassage/client";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { gateway, queries } from "../../app/gateway.ts";
import { Button } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { Leaving } from "../compose/leaving.tsx";
import { usePreview } from "../compose/use-preview.ts";
import { DangerEntries } from "./danger-entries.tsx";
import { PersonEntries } from "./person-entries.tsx";
import { RecipientEntries } from "./recipient-entries.tsx";
import { useAgencies, useWayToWarn } from "./use-agencies.ts";
import { basesFor, missingIn, newWarning, type WarningForm, workOf } from "./warning.ts";
import { WhatHappens } from "./what-happens.tsx";
import { WhatLeaves } from "./what-leaves.tsx";

/** Lets somebody fill in a warning and send it. What will leave stands beside it. */
export function WarningForms(): ReactNode {
  const say = useWords("danger");
  const navigate = useNavigate();
  const [first] = useState(newWarning);
  const [filled, setForm] = useState<WarningForm>(first);
  const { agencies, error: agenciesError } = useAgencies();
  const only = agencies?.length === 1 ? agencies[0] : undefined;
  const recipient = filled.recipient ?? only;
  const { way, error: wayError } = useWayToWarn(recipient);
  const form = useMemo(
    () => ({ ...filled, recipient, agreement: way?.agreement }),
    [filled, recipient, way],
  );
  const bases = useMemo(() => basesFor(form, way?.legalBases ?? []), [form, way]);
  const prepared = usePreview(useMemo(() => workOf(form, bases), [form, bases]));
  const missing = missingIn(form, bases);
  // The same key until it is sent: asking again after a lost answer warns nobody twice.
  const key = useRef(crypto.randomUUID());
  const draft = prepared.written?.draft;
  const sending = useMutation({
    mutationFn() {
      if (draft === undefined) throw new TypeError("there is no warning to send");
      const headers = { "idempotency-key": key.current };
      return answerOf(
        gateway.v1.messages.$post({ json: { draft, mode: "minimise" } }, { headers }),
      );
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["outbox"] }),
    gcTime: 0,
  });
  const keeping = useMutation({
    mutationFn() {
      if (draft === undefined) throw new TypeError("there is no warning to keep");
      return answerOf(gateway.v1.drafts.$post({ json: { draft } }));
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["drafts"] }),
    gcTime: 0,
  });
  const set = (change: Partial<WarningForm>): void => setForm((was) => ({ ...was, ...change }));
  const isDone = sending.isSuccess || keeping.isSuccess;
  const maySend = missing.length === 0 && prepared.isCurrent && prepared.preview?.maySend === true;
  const wasSent =
    sending.error instanceof GatewayProblem &&
    sending.error.code === "GATEWAY_IDEMPOTENCY_KEY_REUSED";
  return (
    <div className="warning">
      <Leaving isTouched={filled !== first && !isDone} />
      <div className="stack">
        {agenciesError !== null && <Problem error={agenciesError} />}
        {wayError !== null && <Problem error={wayError} />}
        <RecipientEntries {...{ form, agencies, way, bases }} onChange={set} />
        <DangerEntries form={form} onChange={set} />
        <PersonEntries form={form} faults={prepared.faults} onChange={set} />
      </div>
      <div className="stack warning-leaves">
        <WhatLeaves prepared={prepared} missing={missing} />
        {wasSent ? (
          <Notice tone="warn" isUrgent title={say("sentBefore")}>
            <p>{say("sentBeforeFix")}</p>
            <div className="row">
              <Button
                onPress={() => {
                  key.current = crypto.randomUUID();
                  send();
                }}
              >
                {say("sendAnother")}
              </Button>
            </div>
          </Notice>
        ) : (
          sending.error !== null && (
            <Problem error={sending.error} safe={say("notSent")} onAgain={send} />
          )
        )}
        {keeping.error !== null && <Problem error={keeping.error} />}
        <Button
          weight="danger"
          isDisabled={!maySend || sending.isPending}
          isPending={sending.isPending}
          onPress={send}
        >
          {say("send")}
        </Button>
        <WhatHappens
          recipient={recipient}
          eraseBy={prepared.preview?.draft.clear["env.retention.eraseBy"]}
        />
        <Button
          weight="quiet"
          isDisabled={draft === undefined}
          isPending={keeping.isPending}
          onPress={goOnInFull}
        >
          {say("full")}
        </Button>
      </div>
    </div>
  );

  function send(): void {
    sending.mutate(undefined, {
      onSuccess: ({ digest }) => void navigate({ to: "/danger/$digest", params: { digest } }),
    });
  }

  /** For what this page has no entry for: the draft is kept, and opened where all can be written. */
  function goOnInFull(): void {
    keeping.mutate(undefined, {
      onSuccess: ({ id }) => void navigate({ to: "/drafts/$id", params: { id } }),
    });
  }
}
