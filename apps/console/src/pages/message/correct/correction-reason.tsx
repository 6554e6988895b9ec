import { findCodeList } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Choice } from "../../../design/choice.tsx";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";

/** Asks why somebody finds a message wrong. */
export function CorrectionReason({
  reason,
  onChange,
}: {
  /** A code of `correction_reason`, once one is chosen. */
  readonly reason: string | undefined;
  readonly onChange: (reason: string) => void;
}): ReactNode {
  const say = useWords("message");
  const names = useNames();
  return (
    <Choice
      label={say("correctReason")}
      options={reasons().map((code) => ({
        value: code,
        name: names.code("correction_reason", code),
      }))}
      value={reason}
      onChange={onChange}
    />
  );
}

const reasons = (): readonly string[] =>
  (findCodeList("correction_reason")?.codes ?? [])
    .map(({ code }) => code)
    .filter((code) => !OTHERWISE.has(code));

/** A consent is withdrawn by a way of its own, which finds all that rests on it. */
const OTHERWISE: ReadonlySet<string> = new Set(["consentWithdrawn"]);
