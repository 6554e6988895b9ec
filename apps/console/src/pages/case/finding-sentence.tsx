import type { ReactNode } from "react";
import { LawText } from "../../design/law-text.tsx";
import { type FindingCodes, useWording } from "../../words/wording.ts";

/** What is wrong by a rule, in the language of the page: without what to do, and without the law. */
export function FindingSentence({
  finding,
}: {
  /** With its English sentence. */
  readonly finding: FindingCodes & { readonly sentence: string };
}): ReactNode {
  const wording = useWording();
  return (
    <LawText
      english={finding.sentence}
      own={wording?.finding(finding)?.sentence}
      isReviewed={wording?.isReviewed}
    />
  );
}
