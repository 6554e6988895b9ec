import type { Answer } from "../../../app/gateway.ts";
import type { TextFile } from "../../../app/save-file.ts";

/**
 * The evidence of a message as a file, in the form that `safepassage receipt` takes.
 *
 * @see `docs/guides/check-evidence.md`
 */
export const fileOf = (evidence: Answer<"getEvidence">): TextFile => ({
  name: `evidence-${evidence.digest}.json`,
  text: `${JSON.stringify(evidence, undefined, 2)}\n`,
  type: "application/json",
});
