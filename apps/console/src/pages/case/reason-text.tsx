import type { Sayable } from "@safepassage/policy";
import type { ReactNode } from "react";
import { useWording } from "../../words/wording.ts";
import { useLocale } from "../../words/words.tsx";
import { EnglishText } from "./english-text.tsx";

/** Why the policy withholds something, or makes it less precise, in the language of the page. */
export function ReasonText({
  reason,
}: {
  /** With its English sentence. */
  readonly reason: Sayable & { readonly sentence: string };
}): ReactNode {
  const { locale } = useLocale();
  const wording = useWording();
  const { sentence } = reason;
  if (locale === "en") return <p>{sentence}</p>;
  if (wording === undefined) {
    return (
      <p lang="en" dir="ltr">
        {sentence}
      </p>
    );
  }
  return (
    <>
      <p>{wording.reason(reason)}</p>
      {!wording.isReviewed && <EnglishText text={sentence} />}
    </>
  );
}
