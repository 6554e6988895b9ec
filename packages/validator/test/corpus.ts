import { readdirSync, readFileSync } from "node:fs";
import type { ValidationInput } from "../src/index.ts";
import type { VectorCase } from "./vectors.ts";

/** One line of a file of `packages/vectors/data/corpus/rules`. */
export interface CorpusLine {
  readonly id: string;
  readonly says: string;
  readonly base: string;
  /** Where the input differs from its base, as pointers into this input. */
  readonly changed: readonly string[];
  readonly input: ValidationInput;
  readonly expect: VectorCase["expect"];
}

/** One line of `packages/vectors/data/corpus/scenarios.jsonl`. */
export interface ScenarioLine {
  readonly id: string;
  readonly input: ValidationInput;
  readonly expect: { readonly verdict: string; readonly rules: readonly string[] };
}

/** `packages/vectors/data/corpus/codes.json`: what the lines do not show of codes, and why. */
export interface CodesUnshown {
  /** Codes that no line is refused with. */
  readonly withoutLine: readonly { readonly code: string; readonly why: string }[];
  /** Codes beside which other rules always speak. */
  readonly neverAlone: readonly {
    readonly code: string;
    readonly beside: readonly string[];
    readonly why: string;
  }[];
}

/** The lines of each rule, by its id. */
export function readRuleCorpus(): ReadonlyMap<string, readonly CorpusLine[]> {
  const names = readdirSync(new URL("rules/", CORPUS)).sort();
  return new Map(
    names.map((name) => [name.replace(".jsonl", ""), readLines<CorpusLine>(`rules/${name}`)]),
  );
}

/** The messages of all scenarios. */
export const readScenarioCorpus = (): readonly ScenarioLine[] => readLines("scenarios.jsonl");

/** The codes that the lines do not show, or do not show alone. */
export const readCodesUnshown = (): CodesUnshown =>
  JSON.parse(readFileSync(new URL("codes.json", CORPUS), "utf8"));

function readLines<Line>(path: string): Line[] {
  const text = readFileSync(new URL(path, CORPUS), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const CORPUS = new URL("../../vectors/data/corpus/", import.meta.url);
