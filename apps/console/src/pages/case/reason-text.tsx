import type { Sayable } from "@safepassage/policy";
import type { ReactNode } from "react";
import { LawText } from "../../design/law-text.tsx";
import { useWording } from "../../words/wording.ts";

/** Why the policy withholds something, or makes it less precise, in the language of the page. */
export function ReasonText({
  reason,
}: {
  /** With its English sentence. */
  readonly reason: Sayable & { readonly sentence: string };
}): ReactNode {
  const wording = useWording();
  return (
    <LawText
      english={reason.sentence}
      own={wording?.reason(reason)}
      isReviewed={wording?.isReviewed}
    />
  );
}
