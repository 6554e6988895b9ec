import { readdirSync, readFileSync } from "node:fs";
import { type Fixture, scenarioFixture } from "./fixtures.ts";
import { applyPatch, type PatchOperation } from "./json-patch.ts";

/** One case of `packages/vectors/data/rules`. */
export interface VectorCase {
  readonly id: string;
  readonly comment: string;
  readonly base: string;
  readonly patch: readonly PatchOperation[];
  readonly expect: {
    readonly verdict: string;
    readonly outcome: "passed" | "refused" | "notApplicable" | "notEvaluated";
    readonly rules: readonly string[];
    readonly code?: string;
    readonly pointer?: string;
    /** How many places the rule finds, where it is refused. Left out: the case does not say. */
    readonly count?: number;
    /** What the rule lacks, where it is not evaluated. Left out: the case does not say. */
    readonly missing?: readonly string[];
  };
}

/** The vectors of one rule. */
export interface VectorFile {
  readonly rule: string;
  /** Inputs that cases of this file name as their base. */
  readonly fixtures?: Readonly<Record<string, Fixture>>;
  readonly cases: readonly VectorCase[];
}

/** The vector files of all rules, by name of file. */
export function readVectorFiles(): Map<string, VectorFile> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  return new Map(
    names.map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"))]),
  );
}

/** The input that a case describes. */
export function fixtureOf({ base, patch }: VectorCase, fixtures: VectorFile["fixtures"]): Fixture {
  return applyPatch(fixtures?.[base] ?? scenarioFixture(base), patch);
}

const FOLDER = new URL("../../vectors/data/rules/", import.meta.url);
