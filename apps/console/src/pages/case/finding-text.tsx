import type { ReactNode } from "react";
import { EnglishText } from "../../design/english-text.tsx";
import { Notice } from "../../design/notice.tsx";
import { ENGLISH } from "../../words/english.ts";
import { useWording } from "../../words/wording.ts";
import { useLocale, useWords } from "../../words/words.tsx";

/** A finding, as far as a page shows it. */
export interface ShownFinding {
  readonly rule: string;
  readonly code: string;
  readonly severity: "error" | "warn";
  readonly field?: string | undefined;
  readonly groupKind?: string | undefined;
  /** What is wrong, in English. */
  readonly sentence: string;
  /** What to do, in English. */
  readonly fix: string;
  readonly citation: string;
  readonly citationRead: boolean;
}

/**
 * What a rule says: what is wrong, what to do, and the law. It is a part of the page: that there is something to mend is said elsewhere.
 *
 * @param also - More findings of the same code and with the same fix, in one text with this one.
 * @param purpose - Purpose of the message, which a translated sentence names.
 * @param children - A means to do what the rule says.
 */
export function FindingText({
  finding,
  also = [],
  purpose,
  children,
}: {
  readonly finding: ShownFinding;
  readonly also?: readonly ShownFinding[];
  readonly purpose?: string | undefined;
  readonly children?: ReactNode;
}): ReactNode {
  const say = useWords("case");
  const { locale } = useLocale();
  const wording = useWording();
  const { rule, severity, citation, citationRead } = finding;
  const all = [finding, ...also];
  const own = all.map((one) => wording?.finding({ ...one, purpose }));
  const isTranslated = own.every((one) => one !== undefined);
  const ofText = !isTranslated && locale !== "en" ? ENGLISH : {};
  const sentences = all.map((one, at) => (isTranslated && own[at]?.sentence) || one.sentence);
  const fix = (isTranslated && own[0]?.fix) || finding.fix;
  const [title, ...others] = sentences;
  return (
    <Notice
      tone={severity === "error" ? "bad" : "warn"}
      title={<span {...ofText}>{title}</span>}
      isStill
      isGoal
    >
      {others.map((sentence) => (
        <strong key={sentence} {...ofText}>
          {sentence}
        </strong>
      ))}
      <p {...ofText}>{fix}</p>
      {children}
      {isTranslated && wording?.isReviewed === false && (
        <EnglishText text={[...all.map((one) => one.sentence), finding.fix].join(" ")} />
      )}
      <p className="small soft">
        {say(citationRead ? "citation" : "citationUnread", { rule, citation })}
      </p>
    </Notice>
  );
}
