import { GatewayProblem } from "@safepassage/client";
import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";
import { Button } from "./button.tsx";
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
  const { title, fix, issues } = describe(error, say);
  return (
    <Notice tone="bad" isUrgent title={title}>
      <p>{isChange && isUnsure(error) ? say("unsure") : (safe ?? say("nothingLost"))}</p>
      {fix !== undefined && <p>{fix}</p>}
      {issues.length > 0 && (
        <ul>
          {issues.map((issue) => (
            <li key={issue}>{issue}</li>
          ))}
        </ul>
      )}
      {error instanceof GatewayProblem && error.code !== undefined && (
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

/** Says what a gateway has refused, in its own words; what never reached it, in ours. */
function describe(
  error: Error,
  say: ReturnType<typeof useWords<"common">>,
): {
  readonly title: string;
  readonly fix: string | undefined;
  readonly issues: readonly string[];
} {
  if (!(error instanceof GatewayProblem)) {
    return { title: say("away"), fix: say("awayFix"), issues: [] };
  }
  if (error.code === undefined) {
    return { title: say("failed"), fix: say("failedFix"), issues: [] };
  }
  return { title: error.message, fix: error.hint, issues: issuesOf(error) };
}

function issuesOf({ problem }: GatewayProblem): readonly string[] {
  const { issues } = problem;
  if (!Array.isArray(issues)) return [];
  return issues.slice(0, MOST_SHOWN).map((issue: unknown) => {
    const { pointer, fix, code } = issue as Readonly<Record<string, unknown>>;
    return [pointer, fix ?? code].filter((part) => typeof part === "string").join(": ");
  });
}

const MOST_SHOWN = 20;
/** RFC 9110, 15.6: from here on the failure is the server's. */
const FAILED = 500;
