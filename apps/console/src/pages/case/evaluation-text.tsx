import type { Group } from "@safepassage/schema";
import type { ReactNode } from "react";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";

/** Says whether an entry is a fact or a statement, and how reliable its source and its information are. */
export function EvaluationText({
  name,
  evaluation: { nature, sourceEval, infoEval, asOf },
}: {
  readonly name: "evaluation" | "evaluationAll" | "evaluationRest";
  readonly evaluation: NonNullable<Group["meta"]>;
}): ReactNode {
  const say = useWords("case");
  const names = useNames();
  const { date } = useTimes();
  return (
    <p className="small soft">
      {say(name, {
        nature: names.code("assertion_nature", nature),
        source: names.code("source_evaluation", sourceEval),
        info: names.code("information_evaluation", infoEval),
        asOf: date(asOf),
      })}
    </p>
  );
}
