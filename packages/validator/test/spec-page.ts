import { findRule } from "@safepassage/schema";
import { IMPLEMENTED_RULES, validate } from "../src/index.ts";
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

/** The table of rules that the specification shows. */
export function rulesTable(): string {
  const rows = IMPLEMENTED_RULES.map(({ id, parts }) => {
    const entry = findRule(id);
    const needs = new Set(
      parts.flatMap((part) => part.needs).filter((need) => !need.includes(".")),
    );
    return [
      id,
      entry?.severity ?? "",
      entry?.stage ?? "",
      [...needs].join(", ") || "message",
      entry?.citation ?? "",
      entry?.citationStatus ?? "",
    ];
  });
  return [["Rule", "Severity", "Stage", "Facts needed", "Citation", "Status"], DASHES, ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

const DASHES = ["---", "---", "---", "---", "---", "---"];
