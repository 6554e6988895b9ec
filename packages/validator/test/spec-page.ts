import { validate } from "../src/index.ts";
import { scenarioFixture } from "./fixtures.ts";
import { applyPatch } from "./json-patch.ts";

/** The judgement that the specification shows, with its lists shortened. */
export function exampleJudgement(): string {
  const { profile: _profile, ...judgement } = validate(
    applyPatch(scenarioFixture("S01.1"), [
      { op: "remove", path: "/message/body/8i2U9AAKdTBQ-Y4FGNoUHg/meta/complete" },
    ]),
  );
  const { evaluated, notApplicable, notEvaluated, notImplemented } = judgement;
  const shown = {
    ...judgement,
    evaluated: evaluated.slice(0, 3),
    notApplicable: notApplicable.slice(0, 3),
    notEvaluated: notEvaluated.slice(0, 1),
    notImplemented: notImplemented.slice(0, 3),
  };
  // Lists of ids on one line, as a person would write them.
  return JSON.stringify(shown, undefined, 2).replaceAll(
    /\[\s+("R\d\d"[^\]]*?)\s+\]/g,
    (_, list) => `[${list.replaceAll(/\s+/g, " ")}]`,
  );
}
