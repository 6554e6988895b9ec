import { cases as core } from "./suite/core.ts";
import { cases as disclosure } from "./suite/disclosure.ts";
import { cases as history } from "./suite/history.ts";
import { cases as message } from "./suite/message.ts";
import { cases as policy } from "./suite/policy.ts";
import { cases as schema } from "./suite/schema.ts";
import { cases as trust } from "./suite/trust.ts";
import { cases as validator } from "./suite/validator.ts";
import type { Vectors } from "./suite/vectors.ts";

/** Runs one package over the vectors: what each case gave, as JSON. Pure; the same everywhere. */
export type Cases = (vectors: Vectors) => Record<string, unknown>;

/** One entry for each package that runs in browsers too. */
export const SUITES: Readonly<Record<string, Cases>> = {
  core,
  schema,
  disclosure,
  policy,
  history,
  trust,
  message,
  validator,
};

/** Runs every suite. Called in Node and, from a bundle, in the browser. */
export function runSuites(vectors: Vectors): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(SUITES).flatMap(([name, cases]) =>
      Object.entries(cases(vectors)).map(([id, result]) => [`${name}: ${id}`, result]),
    ),
  );
}
