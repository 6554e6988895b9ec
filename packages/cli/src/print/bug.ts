import { type ErrorEntry, eachError, errorFacts, visible } from "@safepassage/core";
import { CLI_ERRORS } from "../errors/cli-error.ts";
import type { Outside } from "../io/command.ts";

/** A bug as it is printed. */
interface Bug extends ErrorEntry {
  readonly code: string;
  readonly detail: string;
  readonly stack: readonly string[];
}

/**
 * Prints what was thrown and nobody has foreseen, in the form of a refusal: what it was and where, and none of its words. Others may have
 * chosen them, and they may hold a part of a record.
 */
export function tellBug(
  error: unknown,
  asJson: boolean,
  io: Pick<Outside, "out" | "err" | "progress">,
): void {
  io.progress("");
  // Of several errors at once the first is told.
  const [one] = eachError(error);
  const { code: what, cause, stack } = errorFacts(one);
  const detail = [cause === undefined ? what : `${what}, caused by ${cause}`, ...placeOf(one)];
  const bug = { code: "CLI_BUG", ...CLI_ERRORS.CLI_BUG, detail: detail.join(", "), stack };
  if (asJson) io.out(JSON.stringify({ refused: jsonOf(bug) }));
  else for (const line of linesOf(bug)) io.err(line);
}

/** What the system refused, and for which path: no words of others, but the name of a file. */
function placeOf(error: unknown): readonly string[] {
  const { syscall, path } = (error ?? {}) as {
    readonly syscall?: unknown;
    readonly path?: unknown;
  };
  return [syscall, path].flatMap((part) =>
    typeof part === "string" ? [visible(part).slice(0, 300)] : [],
  );
}

const jsonOf = ({ code, title, hint, fault, detail, stack }: Bug) => ({
  ...{ code, title, hint, fault, detail, stack },
});

const linesOf = ({ code, title, hint, detail, stack }: Bug): readonly string[] => [
  `error: ${title} (${code})`,
  `hint: ${hint}`,
  `detail: ${detail}`,
  ...stack.map((call) => `  at   ${call}`),
];
