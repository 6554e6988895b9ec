import { GatewayProblem } from "@safepassage/client";
import type { ReactNode } from "react";
import { ENGLISH } from "../words/english.ts";
import { useIssueTexts, useProblemText } from "../words/problem-words.ts";
import { useLocale, useWords } from "../words/words.tsx";
import { Button } from "./button.tsx";
import { EnglishText } from "./english-text.tsx";
import { Notice } from "./notice.tsx";

/** What went wrong with a request: what happened, what is safe, what to do. */
export function Problem({
  error,
  safe,
  isChange = false,
  onAgain,
}: {
  readonly error: Error;
  /** What is safe in spite of it. Default: nothing was lost. */
  readonly safe?: string;
  /**
   * Whether something was to be changed by it, which asking again does not change twice. Then a lost answer leaves it open whether
   * it was.
   */
  readonly isChange?: boolean;
  readonly onAgain?: () => void;
}): ReactNode {
  const say = useWords("common");
  const { title, fix, english, issues, attributes } = useDescribed(error);
  return (
    <Notice tone="bad" isUrgent title={<span {...attributes}>{title}</span>}>
      <p>{isChange && isUnsure(error) ? say("unsure") : (safe ?? say("nothingLost"))}</p>
      {fix !== undefined && <p {...attributes}>{fix}</p>}
      {english !== undefined && <EnglishText text={english} />}
      {issues.length > 0 && <Issues issues={issues} />}
      {error instanceof GatewayProblem &&
        error.code !== undefined &&
        error.status !== SIGNED_OUT && (
          <p className="small soft">{say("code", { code: error.code })}</p>
        )}
      {onAgain !== undefined && (
        <div className="row">
          <Button onPress={onAgain}>{say("again")}</Button>
        </div>
      )}
    </Notice>
  );
}

/** Whether the gateway may have done what it was asked: it did not answer, or it failed. */
const isUnsure = (error: Error): boolean =>
  !(error instanceof GatewayProblem) || error.status >= FAILED;

/** The places that are wrong. What names a value of the catalogue, such as a list of codes, is in English. */
function Issues({ issues }: { readonly issues: readonly Issue[] }): ReactNode {
  const { locale } = useLocale();
  const textOf = useIssueTexts(issues.length > 0);
  const attributes = locale === "en" ? {} : ENGLISH;
  return (
    <ul>
      {issues.map(({ pointer, code, sentence, fix }) => {
        const own = textOf(code);
        return (
          <li key={[pointer, code, fix].join(" ")}>
            {pointer !== undefined && (
              <>
                <bdi dir="ltr">{pointer}</bdi>:{" "}
              </>
            )}
            {own === undefined ? (
              <span {...attributes}>{fix ?? sentence ?? code}</span>
            ) : (
              <>
                {own.text} {fix === undefined ? own.fix : <span {...ENGLISH}>{fix}</span>}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What a problem comes to in words. */
interface Described {
  readonly title: string;
  readonly fix: string | undefined;
  /** The English, where it advises on law and nobody has reviewed the translation. */
  readonly english?: string;
  readonly issues: readonly Issue[];
  /** Of title and fix. */
  readonly attributes: Partial<typeof ENGLISH>;
}

/** One place that is wrong, as far as it is shown. */
type Issue = Readonly<Partial<Record<"pointer" | "code" | "sentence" | "fix", string>>>;

/**
 * Says what a gateway has refused in the language of the page, or else in its own words; what never reached it, in ours.
 */
function useDescribed(error: Error): Described {
  const say = useWords("common");
  const { locale } = useLocale();
  const code = error instanceof GatewayProblem ? error.code : undefined;
  const own = useProblemText(code);
  const shell = useWords("shell");
  const ours = { issues: [], attributes: {} };
  if (!(error instanceof GatewayProblem)) {
    return { ...ours, title: say("away"), fix: say("awayFix") };
  }
  // To a program the gateway says that its token is not admitted. A person has none.
  if (error.status === SIGNED_OUT) return { ...ours, title: shell("over"), fix: undefined };
  if (code === undefined) return { ...ours, title: say("failed"), fix: say("failedFix") };
  const issues = issuesOf(error);
  if (own !== undefined) {
    const { title, hint: fix, isUnreviewed } = own;
    const english = [`${error.message}.`, error.hint ?? ""].join(" ").trim();
    return { ...ours, title, fix, issues, ...(isUnreviewed && { english }) };
  }
  const attributes = locale === "en" ? {} : ENGLISH;
  return { title: error.message, fix: error.hint, issues, attributes };
}

function issuesOf({ problem }: GatewayProblem): readonly Issue[] {
  const { issues } = problem;
  if (!Array.isArray(issues)) return [];
  return issues.slice(0, MOST_SHOWN).map((issue: unknown) => {
    const parts = Object.entries(Object(issue)).filter(([, part]) => typeof part === "string");
    return Object.fromEntries(parts) as Issue;
  });
}

const MOST_SHOWN = 20;
const SIGNED_OUT = 401;
/** RFC 9110, 15.6: from here on the failure is the server's. */
const FAILED = 500;
