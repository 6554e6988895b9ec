import type { ReactNode } from "react";
import { ENGLISH } from "../words/english.ts";
import { useLocale } from "../words/words.tsx";
import { EnglishText } from "./english-text.tsx";

/** A sentence of law, or advice on law, in the language of the page. Its translation is marked as long as nobody has reviewed it. */
export function LawText({
  english,
  own,
  isReviewed = false,
}: {
  readonly english: string;
  /** In the language of the page; left out where it lacks the sentence, which then stands in English. */
  readonly own?: string | undefined;
  /** Whether somebody who knows the law in that language has read the translation. */
  readonly isReviewed?: boolean | undefined;
}): ReactNode {
  const { locale } = useLocale();
  if (locale === "en") return <p>{english}</p>;
  if (own === undefined) return <p {...ENGLISH}>{english}</p>;
  return (
    <>
      <p>{own}</p>
      {!isReviewed && <EnglishText text={english} />}
    </>
  );
}
