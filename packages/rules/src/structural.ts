import { RULES } from "@safepassage/schema";
import type { NotEvaluated } from "./judgement.ts";

/** Ids of the structural checks, in order. */
export const STRUCTURAL: readonly string[] = RULES.filter(
  ({ stage }) => stage === "structural",
).map(({ id }) => id);

const MISSING: readonly string[] = Object.freeze(["structural"]);

/** What nobody reports was not checked. */
export const UNREPORTED: readonly NotEvaluated[] = STRUCTURAL.map((rule) =>
  Object.freeze({ rule, missing: MISSING }),
);
