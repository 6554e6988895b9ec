import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { Problem } from "../../design/problem.tsx";
import { Leaving } from "../compose/leaving.tsx";
import { usePreview } from "../compose/state/use-preview.ts";
import { DangerEntries } from "./danger-entries.tsx";
import { PersonEntries } from "./person-entries.tsx";
import { RecipientEntries } from "./recipient-entries.tsx";
import { SendWarning } from "./send-warning.tsx";
import { useAgencies, useWayToWarn } from "./use-agencies.ts";
import { basesFor, missingIn, newWarning, type WarningForm, workOf } from "./warning.ts";
import { WhatHappens } from "./what-happens.tsx";
import { WhatLeaves } from "./what-leaves.tsx";

/** Lets somebody fill in a warning and send it. What will leave stands beside it. */
export function WarningForms(): ReactNode {
  const { me } = useSession();
  const [first] = useState(newWarning);
  const [filled, setForm] = useState<WarningForm>(first);
  const { agencies, error: agenciesError } = useAgencies();
  const recipient = filled.recipient ?? (agencies?.length === 1 ? agencies[0] : undefined);
  const { way, error: wayError } = useWayToWarn(recipient);
  const form = useMemo(
    () => ({ ...filled, recipient, agreement: way?.agreement }),
    [filled, recipient, way],
  );
  const bases = useMemo(() => basesFor(form, way?.legalBases ?? []), [form, way]);
  const work = useMemo(() => workOf(form, bases, me.entity), [form, bases, me.entity]);
  const prepared = usePreview(work);
  const missing = missingIn(form, bases);
  const [next, setNext] = useState<string | undefined>(undefined);
  const navigate = useNavigate();
  // Once nothing stands in the way of leaving any more.
  useEffect(() => {
    if (next !== undefined) void navigate({ to: next });
  }, [next, navigate]);
  const set = (change: Partial<WarningForm>): void => setForm((was) => ({ ...was, ...change }));
  const eraseBy = prepared.preview?.draft.clear["env.retention.eraseBy"];
  return (
    <>
      <Leaving isTouched={filled !== first && next === undefined} />
      <div className="warning">
        <div className="stack">
          {agenciesError !== null && <Problem error={agenciesError} />}
          {wayError !== null && <Problem error={wayError} />}
          <RecipientEntries {...{ form, agencies, way, bases }} onChange={set} />
          <DangerEntries form={form} onChange={set} />
          <PersonEntries form={form} faults={prepared.faults} onChange={set} />
        </div>
        <div className="stack warning-leaves">
          <WhatLeaves prepared={prepared} isWhole={missing.length === 0} />
          <WhatHappens recipient={recipient} eraseBy={eraseBy} />
        </div>
      </div>
      <SendWarning prepared={prepared} missing={missing} onNext={setNext} />
    </>
  );
}
