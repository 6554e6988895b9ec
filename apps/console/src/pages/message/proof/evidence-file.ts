import type { Answer } from "../../../app/gateway.ts";

/** A file that a person keeps. */
interface TextFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The evidence of a message as a file, in the form that `safepassage receipt` takes.
 *
 * @see `docs/guides/check-evidence.md`
 */
export const fileOf = (evidence: Answer<"getEvidence">): TextFile => ({
  name: `evidence-${evidence.digest}.json`,
  text: `${JSON.stringify(evidence, undefined, 2)}\n`,
});

/** Has the browser save a file. Nothing goes over the network. */
export function save({ name, text }: TextFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
